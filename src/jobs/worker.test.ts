import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openTestEngine } from '../../test/fixtures/test-engine.ts';
import { fail, noteOnce, single } from '../../test/fixtures/job-kinds.ts';
import { until } from '../../test/fixtures/until.ts';
import { FakeClock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { silentLog } from '../base/log.ts';
import type { JobId } from '../contract/ids.ts';
import { openTestDatabase } from '../db/open-test-database.ts';
import { inTransaction } from '../db/transaction.ts';
import type { JobState } from '../db/tables/job.ts';
import { defineJob, delays, newJob } from './kind.ts';
import { openWorker } from './worker.ts';

/** A worker on a database in memory and a clock that the test moves. */
async function openBench() {
  await using stack = new AsyncDisposableStack();
  const clock = new FakeClock();
  const open = stack.use(await openTestDatabase());
  const engine = stack.use(openTestEngine(open, clock));
  const { promise: release, resolve: letGo } = Promise.withResolvers<void>();
  const needs = { db: open.db, release };
  const slots = { cpu: 2, disk: 1, tags: 1 };
  const kinds = [noteOnce, single, fail] as const;
  const worker = await openWorker({ source: engine, kinds, needs, slots, clock, log: silentLog });
  stack.defer(async () => {
    letGo();
    clock.advance(60_000);
    await worker.stop(0);
  });
  const owned = stack.move();
  return {
    clock,
    db: open.db,
    engine,
    worker,
    letGo,
    async start(how: string): Promise<JobId> {
      const [added] = await engine.enqueue([{ kind: fail, input: { how } }]);
      return added!.id;
    },
    reaches: (id: JobId, ...states: JobState[]) => until(async () => states.includes((await engine.job(id)).state)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

describe('a worker', () => {
  it('[I-W11] tries again after 10, 30 and 60 s and then has failed, each attempt on record', async () => {
    await using b = await openBench();
    const id = await b.start('transient');
    for (const waitMs of [10_000, 30_000, 60_000]) {
      await b.reaches(id, 'scheduled');
      const { runAtMs } = await b.engine.job(id);
      assert.equal(runAtMs - b.clock.now(), waitMs);
      b.clock.advance(waitMs - 1);
      assert.equal((await b.engine.job(id)).state, 'scheduled');
      b.clock.advance(1);
      await until(
        async () => (await b.engine.job(id)).runAtMs !== runAtMs || (await b.engine.job(id)).state === 'failed',
      );
    }
    await b.reaches(id, 'failed');
    const job = await b.engine.job(id);
    assert.deepEqual([job.attempt, job.countedFailures, job.maxAttempts, job.error?.code], [4, 4, 4, 'unexpected']);
    assert.deepEqual(
      job.attempts.map((a) => a.outcome),
      ['retry', 'retry', 'retry', 'failed'],
    );
  });

  it('gives up at once on an error that says so and on a bug', async () => {
    await using b = await openBench();
    for (const [how, code] of [
      ['final', 'asset_not_found'],
      ['bug', 'bug'],
    ] as const) {
      const id = await b.start(how);
      await b.reaches(id, 'failed');
      const { attempt, error } = await b.engine.job(id);
      assert.deepEqual([attempt, error?.code], [1, code]);
    }
  });

  it('[S-103] waits for a service that is away, looking for it ever more seldom, without using up attempts', async () => {
    await using b = await openBench();
    const id = await b.start('away');
    for (const [round, waitMs] of [5_000, 10_000, 20_000, 40_000].entries()) {
      await until(
        async () => (await b.engine.job(id)).attempts.filter((a) => a.outcome === 'blocked').length === round + 1,
      );
      const [service] = await b.engine.services();
      assert.deepEqual([service?.name, service?.failures], ['root:ro_1', round + 1]);
      assert.equal((service?.nextProbeAtMs ?? 0) - b.clock.now(), waitMs);
      b.clock.advance(waitMs);
    }
    const { state, countedFailures, error } = await b.engine.job(id);
    assert.deepEqual([state, countedFailures, error?.code], ['blocked', 0, 'root_offline']);
  });

  it('tells a handler which try is the last, waits for a service not counted', async () => {
    await using b = await openBench();
    await b.worker.stop();
    const seen: boolean[] = [];
    const tells = defineJob({
      ...single,
      kind: 'test.tells',
      retry: delays(1_000),
      async run(_input, _needs: object, job) {
        seen.push(job.isLastTry);
        if (seen.length <= 4) throw new AppError('root_offline', 'Unplugged', { retry: { service: 'root:ro_2' } });
        throw new Error('No answer');
      },
    });
    const options = { source: b.engine, kinds: [tells], needs: {}, slots: { cpu: 1, disk: 1, tags: 1 } };
    await using _worker = await openWorker({ ...options, clock: b.clock, log: silentLog });
    const [added] = await b.engine.enqueue([newJob(tells, { key: 'k' })]);
    await until(async () => {
      b.clock.advance(500);
      return (await b.engine.job(added!.id)).state === 'failed';
    });
    assert.deepEqual(seen, [false, false, false, false, false, true]);
  });

  it('[I-W11] aborts an attempt at its time limit and says so', async () => {
    await using b = await openBench();
    const id = await b.start('slow');
    await until(() => b.worker.running().includes(id));
    b.clock.advance(2_000);
    await b.reaches(id, 'scheduled');
    const { error, attempts, progress } = await b.engine.job(id);
    assert.deepEqual([error?.code, attempts[0]?.outcome], ['job_timeout', 'timeout']);
    assert.deepEqual(progress, { done: 3, total: 10 });
  });

  it('lets the job of a handler that hears no abort go, but keeps its slot until it returns', async () => {
    await using b = await openBench();
    const ids = [await b.start('stubborn'), await b.start('stubborn')];
    await until(() => b.worker.running().length === 2);
    b.clock.advance(2_000);
    await until(async () => (await b.engine.totals()).running === 2);
    b.clock.advance(5_000);
    for (const id of ids) await b.reaches(id, 'scheduled');
    const [waiting] = await b.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    b.clock.advance(2_000);
    assert.equal((await b.engine.job(waiting!.id)).state, 'ready');
    b.letGo();
    await b.reaches(waiting!.id, 'done');
  });

  it('aborts a running job that is cancelled', async () => {
    await using b = await openBench();
    const id = await b.start('slow');
    await until(() => b.worker.running().includes(id));
    await b.engine.cancel([id]);
    await b.reaches(id, 'cancelled');
    assert.equal((await b.engine.job(id)).error?.code, 'job_cancelled');
  });

  it('puts a job of a kind it does not know aside without failing it, and fails one whose old input does not fit', async () => {
    await using b = await openBench();
    await b.engine.pause('light', 'test');
    const [strange, old] = await b.engine.enqueue([
      newJob(noteOnce, { n: 1, ms: 0 }),
      newJob(noteOnce, { n: 2, ms: 0 }),
    ]);
    await b.db.updateTable('job').set({ kind: 'of.the-future' }).where('id', '=', strange!.id).execute();
    await b.db.updateTable('job').set({ payload: '{"path":"/a"}' }).where('id', '=', old!.id).execute();
    await b.engine.resume('light');
    await b.reaches(old!.id, 'failed');
    await b.reaches(strange!.id, 'scheduled');
    assert.equal((await b.engine.job(old!.id)).error?.code, 'job_payload_invalid');
    const { error, countedFailures } = await b.engine.job(strange!.id);
    assert.deepEqual([error?.code, countedFailures], ['job_kind_unknown', 0]);
  });

  it('[S-112] finds work that nobody told it of when its rest is over', async () => {
    await using b = await openBench();
    await until(
      async () =>
        !(await b.db.selectFrom('worker').select('id').where('state', '=', 'starting').execute()).length ||
        (b.clock.advance(1_000), false),
    );
    const now = b.clock.now();
    const row = {
      id: 'jb_00000000000000000000000001',
      queue: 'light',
      kind: 'test.single',
      state: 'ready',
      lane: 'light test.single',
    } as const;
    await b.db
      .insertInto('job')
      .values({
        ...row,
        priority: 1,
        run_at_ms: now,
        max_attempts: 1,
        attempt: 0,
        counted_failures: 0,
        lost: 0,
        fence: 0,
        progress_done: 0,
        payload: '{"key":"k"}',
        created_at_ms: now,
      })
      .execute();
    b.clock.advance(1_500);
    await b.reaches(row.id, 'done');
  });

  it('[S-113] writes its own heartbeat with time, process, state and what it runs', async () => {
    await using b = await openBench();
    const mine = () => b.db.selectFrom('worker').selectAll().where('id', '=', b.worker.id).executeTakeFirstOrThrow();
    b.clock.advance(5_000);
    await until(async () => (await mine()).state === 'idle');
    const id = await b.start('slow');
    await until(() => b.worker.running().includes(id));
    b.clock.advance(1_000);
    await until(async () => (await mine()).state === 'running');
    const row = await mine();
    assert.deepEqual([row.pid, row.seen_at_ms, row.running], [process.pid, b.clock.now(), JSON.stringify([id])]);
    await b.engine.cancel([id]);
    await b.worker.stop();
    const { state, stopped_at_ms, running } = await mine();
    assert.deepEqual([state, stopped_at_ms, running], ['stopped', b.clock.now(), '[]']);
  });

  it('[S-114] gives back what it runs when it is stopped, no attempt used up', async () => {
    await using b = await openBench();
    const id = await b.start('slow');
    await until(() => b.worker.running().includes(id));
    await b.worker.stop(0);
    const { state, countedFailures, attempts } = await b.engine.job(id);
    assert.deepEqual([state, countedFailures, attempts.map((a) => a.outcome)], ['ready', 0, ['released']]);
  });

  it('[I-W12] commits what a handler writes only while the job is its own', async () => {
    await using b = await openBench();
    await b.worker.stop();
    const gate = Promise.withResolvers<void>();
    const stale = defineJob({
      ...single,
      kind: 'test.stale',
      retry: delays(),
      async run(_input, { db }: { db: typeof b.db }, job) {
        await gate.promise;
        await inTransaction(db, async (tx) => {
          await tx.insertInto('library_meta').values({ key: 'effect', value: '1' }).execute();
          await job.finish(tx);
        });
      },
    });
    const options = { source: b.engine, kinds: [stale], needs: { db: b.db }, slots: { cpu: 1, disk: 1, tags: 1 } };
    await using worker = await openWorker({ ...options, clock: b.clock, log: silentLog });
    const [added] = await b.engine.enqueue([newJob(stale, { key: 'k' })]);
    await until(() => worker.running().length === 1);
    await b.db.updateTable('job').set({ fence: 2 }).where('id', '=', added!.id).execute();
    gate.resolve();
    await until(() => worker.running().length === 0);
    assert.deepEqual(await b.db.selectFrom('library_meta').select('value').where('key', '=', 'effect').execute(), []);
    assert.equal((await b.engine.job(added!.id)).state, 'running');
  });
});
