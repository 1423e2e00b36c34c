import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openTestEngine } from '../../test/fixtures/test-engine.ts';
import { noteOnce } from '../../test/fixtures/job-kinds.ts';
import { until } from '../../test/fixtures/until.ts';
import { AppError } from '../base/errors.ts';
import { type Clock, FakeClock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import { silentLog } from '../base/log.ts';
import { thisProcess } from '../db/process-identity.ts';
import { openTestDatabase } from '../db/open-test-database.ts';
import type { JobEngine } from './engine.ts';
import { newJob } from './kind.ts';
import { openWorker } from './worker.ts';

async function openBench() {
  await using stack = new AsyncDisposableStack();
  const clock = new FakeClock();
  const open = stack.use(await openTestDatabase());
  const engine = stack.use(openTestEngine(open, clock));
  const owned = stack.move();
  return {
    clock,
    db: open.db,
    engine,
    work: (source: JobEngine, isExclusive = false, more: { sleepMs?: number; clock?: Clock } = {}) =>
      openWorker({
        source,
        kinds: [noteOnce],
        needs: { db: open.db },
        slots: { cpu: 1, disk: 1, tags: 1 },
        clock,
        log: silentLog,
        isExclusive,
        ...more,
      }),
    row: (id: string) => open.db.selectFrom('worker').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

it('[S-113] says which queues it works and what it takes of memory', async () => {
  await using b = await openBench();
  await using worker = await b.work(b.engine);
  b.clock.advance(5_000);
  await until(async () => (await b.row(worker.id)).rss_bytes !== null);
  const { queues, error } = await b.row(worker.id);
  assert.deepEqual([queues, error], ['["light"]', null]);
});

it('[S-112] rests for 1.5 s where it is not told how long, and never for less than 0.1 s', async () => {
  for (const [more, restMs] of [
    [{}, 1_500],
    [{ sleepMs: 700 }, 700],
    [{ sleepMs: 1 }, 100],
  ] as const) {
    await using b = await openBench();
    const rests: number[] = [];
    const clock: Clock = {
      now: () => b.clock.now(),
      monotonic: () => b.clock.monotonic(),
      sleep: (ms, signal) => (rests.push(ms), b.clock.sleep(ms, signal)),
    };
    await using _worker = await b.work(b.engine, false, { ...more, clock });
    assert.ok(rests.includes(restMs) && Math.min(...rests) >= 100, rests.join());
  }
});

it('[S-115] goes on beating with the state error and its cause while the database refuses, and works again afterwards', async () => {
  await using b = await openBench();
  let isRefusing = true;
  const claim: JobEngine['claim'] = (ask) => {
    if (isRefusing) throw new AppError('busy', 'Someone else writes', { retry: 'retry' });
    return b.engine.claim(ask);
  };
  const source = new Proxy(b.engine, {
    get(engine, name) {
      if (name === 'claim') return claim;
      const value: unknown = Reflect.get(engine, name);
      return typeof value === 'function' ? value.bind(engine) : value;
    },
  });
  const [added] = await b.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
  await using worker = await b.work(source);
  const beats = new Set<number>();
  await until(async () => {
    b.clock.advance(1_000);
    const { state, seen_at_ms: seenAtMs } = await b.row(worker.id);
    if (state === 'error') beats.add(seenAtMs);
    return beats.size >= 3;
  });
  const { error } = await b.row(worker.id);
  assert.deepEqual(JSON.parse(error ?? 'null'), { code: 'busy', message: 'Someone else writes', class: 'busy' });
  isRefusing = false;
  await until(async () => {
    b.clock.advance(1_000);
    return (await b.engine.job(added!.id)).state === 'done';
  });
  await until(async () => {
    b.clock.advance(1_000);
    return (await b.row(worker.id)).error === null;
  });
});

it('[S-121] [S-122] lets an exclusive worker be the only one of its queues, unless the other is dead', async () => {
  await using b = await openBench();
  const dead = newId('wo', b.clock.now());
  await b.engine.register({ id: dead, ...thisProcess(), pidStarted: 'another run', queues: ['light'] });
  {
    await using _first = await b.work(b.engine, true);
    await assert.rejects(b.work(b.engine), { code: 'worker_active', message: /^Process \d+ on .* works light/u });
  }
  await using _second = await b.work(b.engine);
  await assert.rejects(b.work(b.engine, true), { code: 'worker_active' });
});
