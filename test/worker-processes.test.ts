import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { it } from 'node:test';
import { systemClock } from '../src/base/clock.ts';
import { silentLog } from '../src/base/log.ts';
import { migrate } from '../src/db/migrate.ts';
import { openDatabase } from '../src/db/open.ts';
import { inTransaction } from '../src/db/transaction.ts';
import { newJob } from '../src/jobs/kind.ts';
import { openWorker } from '../src/jobs/worker.ts';
import { block, kill, noteOnce } from './fixtures/job-kinds.ts';
import { tempFolder } from './fixtures/temp-folder.ts';
import { placeFor } from './fixtures/test-database.ts';
import { openTestEngine } from './fixtures/test-engine.ts';
import { until } from './fixtures/until.ts';

/** Of more jobs than one process runs at once, and longer than the other needs to see them. */
const LONG_MS = 2_500;

const script = join(import.meta.dirname, 'fixtures', 'job-worker.ts');

/** An engine on a file, and worker processes on the same file that are killed in the end. */
async function openFile() {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempFolder());
  const open = stack.use(await openDatabase({ file: await placeFor(join(folder.path, 'library.db')) }));
  await migrate(open);
  const engine = stack.use(openTestEngine(open, systemClock));
  const owned = stack.move();
  const startWorker = async () => {
    const child = fork(script, [open.url ?? open.file]);
    owned.defer(() => void child.kill('SIGKILL'));
    await once(child, 'message');
    return child;
  };
  return { open, engine, startWorker, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

it('[S-111] shares jobs between two processes, each job run once', async () => {
  await using f = await openFile();
  const [one, two] = await Promise.all([f.startWorker(), f.startWorker()]);
  await f.engine.enqueue(Array.from({ length: 300 }, (_, n) => newJob(noteOnce, { n, ms: n < 4 ? LONG_MS : 5 })));
  await until(async () => (await f.engine.totals()).waiting + (await f.engine.totals()).running === 0);
  const events = await f.open.db.selectFrom('event').select(['subject', 'data']).execute();
  assert.equal(events.length, 300);
  assert.equal(new Set(events.map((e) => e.subject)).size, 300);
  const pids = new Set(events.map((e) => (JSON.parse(e.data) as { by: number }).by));
  assert.deepEqual(pids, new Set([one.pid, two.pid]));
});

it('[S-123] keeps the lease of a handler that blocks the event loop for longer than the lease lasts', async () => {
  await using f = await openFile();
  const worker = await openWorker({
    source: f.engine,
    kinds: [block],
    needs: {},
    slots: { cpu: 1, disk: 1, tags: 1 },
    clock: systemClock,
    log: silentLog,
    leaseMs: 2_000,
    heartbeatMs: 400,
  });
  const [added] = await f.engine.enqueue([newJob(block, { ms: 6_000 })]);
  await f.startWorker(); // looks for lapsed leases every second, and would take the job
  await until(async () => (await f.engine.job(added!.id)).state === 'done');
  const { attempts } = await f.engine.job(added!.id);
  assert.deepEqual(
    attempts.map((a) => [a.worker === worker.id, a.outcome]),
    [[true, 'ok']],
  );
  await worker.stop();
});

it('ends a worker process on SIGTERM with code 0, its jobs given back and its state stopped', async () => {
  await using f = await openFile();
  const child = await f.startWorker();
  await f.engine.enqueue([newJob(noteOnce, { n: 1, ms: 60_000 })]);
  await until(async () => (await f.engine.totals()).running === 1);
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  assert.deepEqual(await exit, [0, null]);
  assert.deepEqual(await f.engine.totals(), { waiting: 1, running: 0, failed: 0 });
  const workers = await f.open.db.selectFrom('worker').select(['state', 'pid']).execute();
  assert.deepEqual(workers, [{ state: 'stopped', pid: child.pid }]);
});

it('aborts a job that another process cancels', async () => {
  await using f = await openFile();
  await f.startWorker();
  const [added] = await f.engine.enqueue([newJob(noteOnce, { n: 1, ms: 60_000 })]);
  await until(async () => (await f.engine.totals()).running === 1);
  await f.engine.cancel([added!.id]);
  await until(async () => (await f.engine.job(added!.id)).state === 'cancelled');
});

it('[S-082] [I-W26] damps a job that kills its process each time, does all others meanwhile, and stops it at the fourth', async () => {
  await using f = await openFile();
  let [isOver, kills] = [false, 0];
  const [killer] = await f.engine.enqueue([newJob(kill, {})]);
  await f.engine.enqueue(Array.from({ length: 12 }, (_, n) => newJob(noteOnce, { n, ms: 5 })));
  const look = () => f.engine.job(killer!.id);
  // as a service manager does
  let child = fork(script, [f.open.url ?? f.open.file]);
  const keepRunning = (async () => {
    for (;;) {
      await once(child, 'exit');
      if (isOver) return;
      kills += 1;
      child = fork(script, [f.open.url ?? f.open.file]);
    }
  })();
  try {
    for (const [losses, waitMs] of [
      [2, 10_000],
      [3, 30_000],
    ] as const) {
      await until(async () => (await look()).attempts.filter(({ outcome }) => outcome === 'lost').length === losses);
      const { state, runAtMs, error, attempts } = await look();
      assert.deepEqual([state, error?.code], ['scheduled', 'job_worker_lost']);
      assert.equal(runAtMs - (attempts.at(-1)?.endedAtMs ?? 0), waitMs);
      const passed = { run_at_ms: 0 }; // its time has come
      await inTransaction(f.open.db, (tx) => tx.updateTable('job').set(passed).where('id', '=', killer!.id).execute());
    }
    await until(async () => (await look()).state === 'failed');
    assert.deepEqual([(await look()).error?.code, kills], ['job_lost_too_often', 4]);
    await until(async () => (await f.engine.totals()).waiting + (await f.engine.totals()).running === 0, 60_000);
    const notes = await f.open.db.selectFrom('event').select('subject').execute();
    assert.equal(notes.length, 12);
    assert.equal(new Set(notes.map(({ subject }) => subject)).size, 12);
  } finally {
    isOver = true;
    child.kill('SIGKILL');
    await keepRunning;
  }
});
