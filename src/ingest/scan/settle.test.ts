import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, lstatSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { FakeClock, type Clock } from '../../base/clock.ts';
import { openWorld, type World } from '../test-world.ts';

const SETTLE_MS = 2_000;

/** A clock whose sleepers wake at once, after `meanwhile` has happened and the time has passed. */
class BusyClock implements Clock {
  readonly #time: FakeClock;
  meanwhile: (nowMs: number) => void = () => undefined;
  sleeps = 0;

  constructor(startMs: number) {
    this.#time = new FakeClock(startMs);
  }

  now(): number {
    return this.#time.now();
  }

  monotonic(): number {
    return this.#time.monotonic();
  }

  async sleep(ms: number): Promise<void> {
    this.sleeps += 1;
    this.meanwhile(this.now() + ms);
    this.#time.advance(ms);
  }
}

async function world(): Promise<{ world: World; clock: BusyClock; growing: string }> {
  const clock = new BusyClock(Date.now());
  const made = await openWorld({ clock, settings: { settleMs: SETTLE_MS } });
  const growing = await made.write('growing.jpg', 'the first half');
  utimesSync(growing, clock.now() / 1_000, clock.now() / 1_000);
  return { world: made, clock, growing };
}

function writeMore(path: string, nowMs: number): void {
  appendFileSync(path, 'more');
  utimesSync(path, nowMs / 1_000, nowMs / 1_000);
}

describe('a file that is being written', () => {
  it('[M-W21] is waited for, and taken in once, whole', async () => {
    const { world: made, clock, growing } = await world();
    await using _ = made;
    let writes = 3;
    clock.meanwhile = (nowMs) => {
      if (writes-- > 0) writeMore(growing, nowMs);
    };
    const { counts } = await made.library.scan(made.photos);
    assert.deepEqual(counts, { imported: 1 });
    assert.equal(clock.sleeps, 4);
    const [file] = await made.files();
    const bytes = await readFile(growing);
    assert.equal(file!.checksum, createHash('sha256').update(bytes).digest('hex'));
    assert.equal(file!.size_bytes, (await stat(growing)).size);
  });

  it('[M-W21] is left for the next scan when it never comes to an end', async () => {
    const { world: made, clock, growing } = await world();
    await using _ = made;
    clock.meanwhile = (nowMs) => writeMore(growing, nowMs);
    const { counts, items } = await made.library.scan(made.photos);
    assert.deepEqual([counts, items[0]?.code], [{ skipped: 1 }, 'still_changing']);
    clock.meanwhile = () => undefined;
    assert.deepEqual((await made.library.scan(made.photos)).counts, { imported: 1 });
  });

  it('is no error when it is taken away meanwhile', async () => {
    const { world: made, clock, growing } = await world();
    await using _ = made;
    const removals: Promise<void>[] = [];
    clock.meanwhile = () => void removals.push(rm(growing, { force: true }));
    const sleep = clock.sleep.bind(clock);
    clock.sleep = async (ms) => {
      await sleep(ms);
      await Promise.all(removals);
    };
    const { counts, items } = await made.library.scan(made.photos);
    assert.deepEqual([counts, items[0]?.code], [{ skipped: 1 }, 'file_missing']);
  });

  it('is no link that has taken its place meanwhile', async () => {
    const { world: made, clock, growing } = await world();
    await using _ = made;
    const other = await made.write('../outside.jpg', 'what nobody asked for');
    clock.meanwhile = () => {
      if (lstatSync(growing).isSymbolicLink()) return;
      rmSync(growing);
      symlinkSync(other, growing);
    };
    const { counts, items } = await made.library.scan(made.photos);
    assert.deepEqual([counts, items[0]?.code], [{ skipped: 1 }, 'file_missing']);
    assert.deepEqual(await made.files(), []);
  });

  it('costs nothing where files are old, or come from the future', async () => {
    const { world: made, clock, growing } = await world();
    await using _ = made;
    utimesSync(growing, 1_000, 1_000);
    const future = await made.write('future.jpg', 'future');
    utimesSync(future, clock.now() / 1_000 + 86_400, clock.now() / 1_000 + 86_400);
    assert.deepEqual((await made.library.scan(made.photos)).counts, { imported: 2 });
    assert.equal(clock.sleeps, 0);
  });
});
