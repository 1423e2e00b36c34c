import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noteOnce, single } from '../../test/fixtures/job-kinds.ts';
import { until } from '../../test/fixtures/until.ts';
import { silentLog } from '../base/log.ts';
import { inTransaction } from '../db/transaction.ts';
import { defineJob, delays, newJob } from './kind.ts';
import { openTestWorker } from './test-worker.ts';
import { openWorker } from './worker.ts';

describe('a worker', () => {
  it('puts a job of a kind it does not know aside without failing it, and fails one whose old input does not fit', async () => {
    await using b = await openTestWorker();
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
    await using b = await openTestWorker();
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
    await using b = await openTestWorker();
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
    await using b = await openTestWorker();
    const id = await b.start('slow');
    await until(() => b.worker.running().includes(id));
    await b.worker.stop(0);
    const { state, countedFailures, attempts } = await b.engine.job(id);
    assert.deepEqual([state, countedFailures, attempts.map((a) => a.outcome)], ['ready', 0, ['released']]);
  });

  it('[I-W12] commits what a handler writes only while the job is its own', async () => {
    await using b = await openTestWorker();
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
