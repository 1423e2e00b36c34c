import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openTestEngine } from '../../test/fixtures/test-engine.ts';
import { FakeClock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import { openTestDatabase } from '../db/open-test-database.ts';
import { noteOnce } from '../../test/fixtures/job-kinds.ts';
import { newJob } from './kind.ts';
import { hasOldJobs, removeEndedJobs } from './remove-ended-jobs.ts';
import { runJob } from './run-job.ts';
import { pruneEvents } from './upkeep.ts';

const DAY_MS = 86_400_000;
const keepJobs = {
  doneMs: 7 * DAY_MS,
  cancelledMs: 30 * DAY_MS,
  failedMs: 90 * DAY_MS,
  workerMs: 7 * DAY_MS,
  maxEnded: 500_000,
};

async function openBench(jobs: number) {
  await using stack = new AsyncDisposableStack();
  const clock = new FakeClock();
  const open = stack.use(await openTestDatabase());
  const engine = stack.use(openTestEngine(open, clock));
  const added = await engine.enqueue(Array.from({ length: jobs }, (_, n) => newJob(noteOnce, { n, ms: 0 })));
  const owned = stack.move();
  return { clock, db: open.db, engine, ids: added.map((a) => a.id), [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

it('[P-061] removes ended jobs by age and state, with their attempts, and never an unfinished one', async () => {
  await using b = await openBench(4);
  const [done, failed, waiting] = b.ids;
  const end = (id: string | undefined, state: 'done' | 'failed') =>
    b.db.updateTable('job').set({ state, finished_at_ms: b.clock.now() }).where('id', '=', id!).execute();
  await end(done, 'done');
  await end(failed, 'failed');
  await b.db
    .insertInto('job_attempt')
    .values({ job_id: done!, attempt: 1, worker_id: 'w', started_at_ms: 1 })
    .execute();
  const stat = { queue: 'light', kind: noteOnce.kind, outcome: 'ok', worker_id: 'w', count: 1, wait_ms: 1, run_ms: 1 };
  const minutes = [b.clock.now(), b.clock.now() - 90 * DAY_MS];
  await b.db
    .insertInto('job_stat')
    .values(minutes.map((minute) => ({ ...stat, minute })))
    .execute();
  b.clock.advance(8 * DAY_MS);
  assert.equal(await hasOldJobs(b.db, keepJobs, b.clock.now()), true);
  assert.equal(await removeEndedJobs(b.db, keepJobs, { atMs: b.clock.now() }), 1);
  assert.equal(await hasOldJobs(b.db, keepJobs, b.clock.now()), false);
  assert.deepEqual(await b.db.selectFrom('job_attempt').selectAll().execute(), []);
  assert.deepEqual(await b.db.selectFrom('job_stat').select('minute').execute(), [{ minute: minutes[0] }]);
  await assert.rejects(b.engine.job(done!), { code: 'job_not_found' });
  assert.equal((await b.engine.job(failed!)).state, 'failed');
  assert.equal((await b.engine.job(waiting!)).state, 'ready');
});

it('[S-106] keeps a failure that a person ignored, so that the decision lasts as long as its asset', async () => {
  await using b = await openBench(2);
  const [ignored] = b.ids;
  await b.db.updateTable('job').set({ state: 'failed', finished_at_ms: b.clock.now() }).execute();
  await b.db.updateTable('job').set({ ignored_at_ms: 1 }).where('id', '=', ignored!).execute();
  b.clock.advance(91 * DAY_MS);
  assert.equal(await removeEndedJobs(b.db, keepJobs, { atMs: b.clock.now() }), 1);
  assert.equal(await hasOldJobs(b.db, keepJobs, b.clock.now()), false, 'nothing that would be removed');
  assert.equal((await b.engine.job(ignored!)).state, 'failed');
});

it('keeps at most so many ended jobs, the newest, over several chunks', async () => {
  await using b = await openBench(2_500);
  await b.db.updateTable('job').set({ state: 'done', finished_at_ms: b.clock.now() }).execute();
  const isOver = (maxEnded: number) => hasOldJobs(b.db, { ...keepJobs, maxEnded }, b.clock.now());
  assert.deepEqual([await isOver(2_500), await isOver(2_499)], [false, true]);
  assert.equal(await removeEndedJobs(b.db, { ...keepJobs, maxEnded: 10 }, { atMs: b.clock.now() }), 2_490);
  const left = await b.engine.list({}, { limit: 100 });
  assert.deepEqual(left.map((job) => job.id).toSorted(), b.ids.slice(-10));
});

it('[M-004] knows before whether events or operations are so old that they go', async () => {
  await using b = await openBench(0);
  const needs = { db: b.db, clock: b.clock, keepOperationsMs: () => 30 * DAY_MS };
  const hasWork = () => pruneEvents.hasWork?.({}, needs);
  const run = async () => (await runJob(pruneEvents, { input: {}, needs })).result;
  assert.equal(await hasWork(), false);
  const atMs = b.clock.now();
  await b.db.insertInto('event').values({ at_ms: atMs, type: 't', version: 1, subject: null, data: '{}' }).execute();
  const operation = {
    origin: 'pages',
    name: 'jobs.pause',
    input: '{}',
    outcome: 'ok',
    touched: 1,
    made: null,
  } as const;
  await b.db
    .insertInto('operation')
    .values({ id: newId('op', atMs), at_ms: atMs, duration_ms: 1, ...operation })
    .execute();
  assert.equal(await hasWork(), false);
  b.clock.advance(31 * DAY_MS);
  assert.equal(await hasWork(), true);
  assert.deepEqual([await run(), await hasWork()], [{ removed: 0, operations: 1 }, false]);
  b.clock.advance(60 * DAY_MS);
  assert.equal(await hasWork(), true);
  assert.deepEqual([await run(), await hasWork()], [{ removed: 1, operations: 0 }, false]);
});
