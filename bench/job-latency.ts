// How soon a job starts, and what many delayed jobs cost a claim.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../src/base/clock.ts';
import { newId } from '../src/base/ids.ts';
import { silentLog } from '../src/base/log.ts';
import { migrate } from '../src/db/migrate.ts';
import { openDatabase } from '../src/db/open.ts';
import { SqliteEngine } from '../src/jobs/engines/sqlite/sqlite-engine.ts';
import { newJob } from '../src/jobs/kind.ts';
import { openWorker } from '../src/jobs/worker.ts';
import { nothing } from './nothing.ts';
import { atMost, type BenchEnv, compare, median, type Row } from './row.ts';

const STARTS = 100;
const DELAYED = 100_000;
const CLAIMS = 100;
const HOUR_MS = 3_600_000;
const CHUNK = 1_000;

/** Latency from enqueue to start, and claims with and without delayed jobs. */
export async function run(env: Pick<BenchEnv, 'repeat'>): Promise<readonly Row[]> {
  const starts: number[] = [];
  for (let round = 0; round < env.repeat; round++) starts.push(await onFreshFile(startLatency));
  const [without, withMany]: [number[], number[]] = [[], []];
  for (let round = 0; round < env.repeat; round++) {
    without.push(await onFreshFile((engine) => claimTime(engine, 0)));
    withMany.push(await onFreshFile((engine) => claimTime(engine, DELAYED)));
  }
  return [
    atMost(`enqueue to start, idle worker, p50 of ${STARTS}`, starts, { unit: 'ms', value: 2 }),
    compare(`claim of 10 with ${DELAYED} delayed jobs`, withMany, {
      name: 'without them',
      unit: 'ms',
      limit: without,
      atMost: 1.2,
    }),
  ];
}

async function onFreshFile(measure: (engine: SqliteEngine) => Promise<number>): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-job-latency-'));
  try {
    await using open = await openDatabase({ file: join(folder, 'library.db') });
    await migrate(open);
    await using engine = new SqliteEngine(open, systemClock, silentLog);
    return await measure(engine);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function startLatency(engine: SqliteEngine): Promise<number> {
  let begun = Promise.withResolvers<number>();
  const options = { kinds: [nothing], slots: { cpu: 2, disk: 1, tags: 1 }, clock: systemClock, log: silentLog };
  const needs = { ran: () => begun.resolve(performance.now()) };
  await using _worker = await openWorker({ ...options, source: engine, needs });
  const waits: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    await sleep(5 + Math.random() * 10); // idle in between
    begun = Promise.withResolvers();
    const askedMs = performance.now();
    await engine.enqueue([newJob(nothing, { n })]);
    waits.push((await begun.promise) - askedMs);
  }
  return median(waits);
}

async function claimTime(engine: SqliteEngine, delayed: number): Promise<number> {
  const runAtMs = Date.now() + HOUR_MS;
  for (let from = 0; from < delayed; from += CHUNK) {
    await engine.enqueue(Array.from({ length: CHUNK }, (_, i) => newJob(nothing, { n: from + i }, { runAtMs })));
  }
  await engine.enqueue(Array.from({ length: 10 * CLAIMS }, (_, n) => newJob(nothing, { n })));
  const worker = newId('wo', Date.now());
  const free = { jobs: 10, cpu: 10, disk: 1, tags: 1 };
  const ask = { worker, queues: [{ name: 'bench', limit: 10 }], free, holds: {}, leaseMs: 30_000 };
  const times: number[] = [];
  for (let n = 0; n < CLAIMS; n++) {
    const startMs = performance.now();
    const claimed = await engine.claim(ask);
    times.push(performance.now() - startMs);
    if (claimed.length !== 10) throw new Error(`A claim got ${claimed.length} jobs`);
  }
  return median(times);
}

if (import.meta.main) console.table(await run({ repeat: 3 }));
