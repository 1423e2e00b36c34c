// What worker processes do when one is killed, told to cancel, blocked or idle.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../src/base/clock.ts';
import { silentLog } from '../src/base/log.ts';
import type { JobId } from '../src/contract/ids.ts';
import { migrate } from '../src/db/migrate.ts';
import { type OpenDatabase, openDatabase } from '../src/db/open.ts';
import { SqliteEngine } from '../src/jobs/engines/sqlite/sqlite-engine.ts';
import { newJob } from '../src/jobs/kind.ts';
import { block, noteOnce } from '../test/fixtures/job-kinds.ts';
import { lookAtTree } from './process-tree.ts';
import { atMost, type BenchEnv, type Row } from './row.ts';

/** Its lease is 3 s. */
const SCRIPT = resolve(import.meta.dirname, '../test/fixtures/job-worker.ts');
const LONG_MS = 60_000;
const BLOCK_MS = 8_000;
const IDLE_MS = 10_000;
const CANCELS = 10;

interface Bench {
  readonly open: OpenDatabase;
  readonly engine: SqliteEngine;
  /** `calm`: with the leases and beats of the product. */
  startWorker(pace?: 'calm'): Promise<ChildProcess>;
  /** Until a job is in its nth attempt. */
  attempt(id: JobId, n: number): Promise<void>;
}

/** One row a thing that is done to worker processes. */
export async function run(env: Pick<BenchEnv, 'repeat'>): Promise<readonly Row[]> {
  const rounds = async (measure: (bench: Bench) => Promise<number>, count = env.repeat): Promise<number[]> => {
    const values: number[] = [];
    for (let round = 0; round < count; round++) values.push(await onFreshFile(measure));
    return values;
  };
  return [
    atMost('SIGKILL of a worker to its job running again, own host, lease 3 s', await rounds(killAndRerun), {
      unit: 'ms',
      value: 1_000,
    }),
    atMost(`cancel by another process to the end of the job, p50 of ${CANCELS}`, await rounds(cancelElsewhere), {
      unit: 'ms',
      value: 100,
    }),
    atMost('leases lost by a handler that blocks its loop 8 s, lease 3 s', await rounds(blockLoop, 1), {
      unit: 'times',
      value: 0,
    }),
    atMost('CPU of an idle worker process', await rounds(idle, Math.min(env.repeat, 3)), { unit: '%', value: 1 }),
  ];
}

async function onFreshFile(measure: (bench: Bench) => Promise<number>): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-job-workers-'));
  const children: ChildProcess[] = [];
  try {
    await using open = await openDatabase({ file: join(folder, 'library.db') });
    await migrate(open);
    await using engine = new SqliteEngine(open, systemClock, silentLog);
    const startWorker: Bench['startWorker'] = async (pace) => {
      const child = fork(SCRIPT, [open.file, ...(pace ? [pace] : [])]);
      children.push(child);
      await once(child, 'message');
      return child;
    };
    const attempt = async (id: JobId, n: number): Promise<void> => {
      for (;;) {
        const job = await engine.job(id);
        if (job.attempt === n && job.state === 'running') return;
        await sleep(5);
      }
    };
    return await measure({ open, engine, startWorker, attempt });
  } finally {
    for (const child of children) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    await rm(folder, { recursive: true });
  }
}

async function enqueueLong(engine: SqliteEngine, n: number): Promise<JobId> {
  const [added] = await engine.enqueue([newJob(noteOnce, { n, ms: LONG_MS })]);
  if (!added) throw new Error('Nothing was enqueued');
  return added.id;
}

async function killAndRerun({ engine, startWorker, attempt }: Bench): Promise<number> {
  const victim = await startWorker();
  const id = await enqueueLong(engine, 1);
  await attempt(id, 1);
  await startWorker();
  await sleep(Math.random() * 1_000); // anywhere between two looks for the dead
  const killedAtMs = Date.now();
  victim.kill('SIGKILL');
  await attempt(id, 2);
  const { startedAtMs } = await engine.job(id);
  return (startedAtMs ?? Infinity) - killedAtMs;
}

async function cancelElsewhere({ engine, startWorker, attempt }: Bench): Promise<number> {
  await startWorker();
  const times: number[] = [];
  for (let n = 0; n < CANCELS; n++) {
    const id = await enqueueLong(engine, n);
    await attempt(id, 1);
    await sleep(Math.random() * 50);
    const askedAtMs = Date.now();
    await engine.cancel([id]);
    let endedAtMs: number | null = null;
    while (endedAtMs === null) {
      await sleep(5);
      endedAtMs = (await engine.job(id)).finishedAtMs;
    }
    times.push(endedAtMs - askedAtMs);
  }
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Infinity;
}

async function blockLoop({ engine, startWorker }: Bench): Promise<number> {
  await startWorker();
  await startWorker(); // looks for lapsed leases every second, and would take the job
  const [added] = await engine.enqueue([newJob(block, { ms: BLOCK_MS })]);
  if (!added) throw new Error('Nothing was enqueued');
  for (;;) {
    await sleep(200);
    const { state, attempts } = await engine.job(added.id);
    if (state === 'done') return attempts.filter(({ outcome }) => outcome === 'lost').length;
  }
}

async function idle({ startWorker }: Bench): Promise<number> {
  const { pid } = await startWorker('calm');
  await sleep(2_000); // the start is over
  const before = lookAtTree(pid ?? 0);
  await sleep(IDLE_MS);
  const after = lookAtTree(pid ?? 0);
  return ((after.cpuMs - before.cpuMs) / (after.atMs - before.atMs)) * 100;
}

if (import.meta.main) console.table(await run({ repeat: 3 }));
