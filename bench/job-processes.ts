// What more worker processes on one PostgreSQL library bring: for light jobs that wait, and for those that only write.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../src/base/clock.ts';
import { silentLog } from '../src/base/log.ts';
import type { OpenDatabase } from '../src/db/open.ts';
import { PostgresEngine } from '../src/jobs/engines/postgres/postgres-engine.ts';
import { newJob } from '../src/jobs/kind.ts';
import { noteOnce } from '../test/fixtures/job-kinds.ts';
import { startPostgres } from '../test/fixtures/postgres-server.ts';
import { inFreshDatabase } from './fresh-postgres.ts';
import { lookAtTree } from './process-tree.ts';
import { type BenchEnv, compare, median, type Row } from './row.ts';

const PROCESSES = [1, 2, 4] as const;
const LOOK_MS = 50;
/** Jobs for each process before it is measured: a process that has just started is slow. */
const WARM_UP = 200;
const SCRIPT = resolve(import.meta.dirname, '../test/fixtures/job-worker.ts');

/** What a job does, and the least that twice or four times the processes must bring to be called near linear. */
const LOADS = [
  { name: 'light jobs that wait 100 ms, then write', ms: 100, jobs: 240, atLeast: { 2: 1.8, 4: 3.2 } },
  { name: 'jobs that only write', ms: 0, jobs: 1_500, atLeast: { 2: 0.95, 4: 0.95 } },
] as const;

/** Rounds in turn, each in a fresh database of one server that syncs what it commits. */
export async function run(env: Pick<BenchEnv, 'repeat'>): Promise<readonly Row[]> {
  const server = await startPostgres({ durable: true });
  try {
    const rows: Row[] = [];
    for (const { name, ms, jobs, atLeast } of LOADS) {
      const rates = new Map<number, number[]>(PROCESSES.map((count) => [count, []]));
      const busy = new Map<number, number[]>(PROCESSES.map((count) => [count, []]));
      for (let round = 0; round < env.repeat; round++) {
        for (const [count, values] of rates) {
          const load = { count, ms, jobs, cores: busy.get(count) ?? [] };
          values.push(await inFreshDatabase(server.url, (open) => rateOf(open, load)));
        }
      }
      const than = { name: 'one process', unit: 'jobs/s', limit: rates.get(1) ?? [] };
      const cores = (count: number): string => median(busy.get(count) ?? []).toFixed(2);
      for (const count of [2, 4] as const) {
        const note = `cores busy with it: ${cores(count)}; with one process ${cores(1)}; there are ${availableParallelism()}`;
        const goal = { ...than, atLeast: atLeast[count], note };
        rows.push(compare(`${name}, ${count} processes`, rates.get(count) ?? [], goal));
      }
    }
    return rows;
  } finally {
    server.dispose();
  }
}

interface Load {
  readonly count: number;
  readonly ms: number;
  readonly jobs: number;
  /** Gets how many cores were busy with it: workers, server and this process. */
  readonly cores: number[];
}

/** Jobs a second of so many processes, each with three slots. Every job writes an event in the transaction that ends it. */
async function rateOf(open: OpenDatabase, load: Load): Promise<number> {
  await using engine = new PostgresEngine(open, systemClock, silentLog);
  const children = Array.from({ length: load.count }, () => fork(SCRIPT, [open.url ?? '']));
  try {
    await Promise.all(children.map((child) => once(child, 'message')));
    await runAll(engine, { jobs: WARM_UP * load.count, ms: 0 });
    const before = lookAtTree(process.pid);
    await runAll(engine, load);
    const after = lookAtTree(process.pid);
    const tookMs = after.atMs - before.atMs;
    load.cores.push((after.cpuMs - before.cpuMs) / tookMs);
    return load.jobs / (tookMs / 1_000);
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

async function runAll(engine: PostgresEngine, { jobs, ms }: Pick<Load, 'jobs' | 'ms'>): Promise<void> {
  await engine.enqueue(Array.from({ length: jobs }, (_, n) => newJob(noteOnce, { n, ms })));
  for (;;) {
    const { waiting, running } = await engine.totals();
    if (waiting + running === 0) return;
    await sleep(LOOK_MS);
  }
}

if (import.meta.main) console.table(await run({ repeat: 3 }));
