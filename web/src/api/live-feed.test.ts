import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { backOffMs, LiveFeed, type FeedNeeds, type PushSource } from './live-feed.ts';

const activity = {
  state: 'idle' as const,
  assets: 3,
  companions: 0,
  bytes: 9,
  revision: 'r',
  why: null,
  paused: [],
  problems: 0,
  jobs: { waiting: 0, running: 0, failed: 0 },
  imports: [],
};

/** A push source in memory whose events the test fires. */
class Pushes implements PushSource {
  readyState = 1;
  closed = false;
  readonly #listeners = new Map<string, (event: { data?: unknown }) => void>();
  addEventListener(name: string, listener: (event: { data?: unknown }) => void): void {
    this.#listeners.set(name, listener);
  }
  close(): void {
    this.closed = true;
  }
  fire(name: string, data?: unknown): void {
    this.#listeners.get(name)?.({ data: JSON.stringify(data) });
  }
}

function feedWith(poll: FeedNeeds['poll']) {
  const sources: Pushes[] = [];
  const waits: { run: () => void; ms: number }[] = [];
  const seen: unknown[] = [];
  const feed = new LiveFeed({
    open: () => {
      const source = new Pushes();
      sources.push(source);
      return source;
    },
    poll,
    later: (run, ms) => {
      waits.push({ run, ms });
      return () => undefined;
    },
    onActivity: (a) => seen.push(a),
    onAssets: (change) => seen.push(change),
    onJobs: (pulse) => seen.push(pulse),
  });
  feed.start();
  return { feed, sources, waits, seen };
}

describe('live feed', () => {
  it('[I-W33] takes pushes and does not poll while they come', async () => {
    let polls = 0;
    const { feed, sources, seen } = feedWith(async () => {
      polls += 1;
      return activity;
    });
    sources[0]?.fire('activity', activity);
    sources[0]?.fire('assets', { revision: 'r2', ids: [], all: true });
    await turn();
    assert.equal(feed.state(), 'live');
    assert.equal(polls, 0);
    assert.equal(seen.length, 2);
  });

  it('[I-W33] polls with growing waits when pushes fail, and opens them again', async () => {
    const { feed, sources, waits } = feedWith(async () => activity);
    for (let i = 0; i < 6; i++) {
      sources.at(-1)?.fire('error');
      await turn();
      assert.equal(feed.state(), 'polling');
      waits.at(-1)?.run();
    }
    assert.deepEqual(
      waits.map((w) => w.ms),
      [2_000, 4_000, 8_000, 16_000, 30_000, 30_000],
    );
    sources.at(-1)?.fire('activity', activity);
    assert.equal(feed.state(), 'live');
    assert.ok(sources.slice(0, -1).every((s) => s.closed));
  });

  it('says gone when nothing answers, and refreshes everything once it is back', async () => {
    let up = false;
    const { feed, sources, waits, seen } = feedWith(async () => {
      if (!up) throw new TypeError('fetch failed');
      return activity;
    });
    sources[0]?.fire('error');
    await turn();
    assert.equal(feed.state(), 'gone');
    up = true;
    waits.at(-1)?.run();
    sources.at(-1)?.fire('error');
    await turn();
    assert.equal(feed.state(), 'polling');
    assert.deepEqual(seen.at(-1), { revision: 'r', ids: [], all: true });
  });

  it('refreshes everything when pushes come again at the first try: nobody told what happened meanwhile', async () => {
    for (const poll of [() => Promise.reject(new TypeError('fetch failed')), () => Promise.resolve(activity)]) {
      const { feed, sources, waits, seen } = feedWith(poll);
      sources[0]?.fire('activity', activity);
      sources[0]?.fire('error');
      await turn();
      waits.at(-1)?.run();
      sources[1]?.fire('activity', activity);
      assert.equal(feed.state(), 'live');
      assert.deepEqual(seen.at(-1), { revision: 'r', ids: [], all: true });
      sources[1]?.fire('activity', activity);
      assert.deepEqual(seen.at(-1), activity, 'once');
    }
  });

  it('gives its connection back while nobody looks, and takes all as changed when somebody does again', () => {
    const { feed, sources, waits, seen } = feedWith(async () => activity);
    sources[0]?.fire('activity', activity);
    feed.rest();
    assert.equal(sources[0]?.closed, true);
    sources[0]?.fire('error');
    assert.equal(waits.length, 0);
    feed.start();
    assert.equal(sources.length, 2);
    sources[1]?.fire('activity', activity);
    assert.deepEqual(seen.at(-1), { revision: 'r', ids: [], all: true });
  });

  it('ignores what is not in the contract', () => {
    const { feed, sources, seen } = feedWith(async () => activity);
    sources[0]?.fire('activity', { state: 'dancing' });
    assert.equal(feed.state(), 'connecting');
    assert.equal(seen.length, 0);
    assert.equal(backOffMs(99), 30_000);
  });
});
