import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noteOnce, single } from '../../test/fixtures/job-kinds.ts';
import { until } from '../../test/fixtures/until.ts';
import { AppError } from '../base/errors.ts';
import { silentLog } from '../base/log.ts';
import { defineJob, delays, newJob } from './kind.ts';
import { openTestWorker } from './test-worker.ts';
import { openWorker } from './worker.ts';

describe('attempts of a worker', () => {
  it('[I-W11] [I-022] [I-023] tries again after 10, 30 and 60 s and then has failed, each attempt on record', async () => {
    await using b = await openTestWorker();
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

  it('[S-086] gives up at once on an error that says so and on a bug', async () => {
    await using b = await openTestWorker();
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
    await using b = await openTestWorker();
    const id = await b.start('away');
    const looked = (times: number): Promise<void> =>
      until(async () => (await b.engine.job(id)).attempts.filter((a) => a.outcome === 'blocked').length === times);
    for (const [round, waitMs] of [5_000, 10_000, 20_000, 40_000].entries()) {
      await looked(round + 1);
      const [service] = await b.engine.services();
      assert.deepEqual([service?.name, service?.failures], ['root:ro_1', round + 1]);
      assert.equal((service?.nextProbeAtMs ?? 0) - b.clock.now(), waitMs);
      b.clock.advance(waitMs);
    }
    await looked(5);
    const { state, countedFailures, error } = await b.engine.job(id);
    assert.deepEqual([state, countedFailures, error?.code], ['blocked', 0, 'root_offline']);
  });

  it('tells a handler which try is the last, waits for a service not counted', async () => {
    await using b = await openTestWorker();
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

  it('[I-W11] [S-087] aborts an attempt at its time limit and says so', async () => {
    await using b = await openTestWorker();
    const id = await b.start('slow');
    await until(() => b.worker.running().includes(id));
    b.clock.advance(2_000);
    await b.reaches(id, 'scheduled');
    const { error, attempts, progress } = await b.engine.job(id);
    assert.deepEqual([error?.code, attempts[0]?.outcome], ['job_timeout', 'timeout']);
    assert.deepEqual(progress, { done: 3, total: 10 });
  });

  it('lets the job of a handler that hears no abort go, but keeps its slot until it returns', async () => {
    await using b = await openTestWorker();
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

  it('[S-093] aborts a running job that is cancelled', async () => {
    await using b = await openTestWorker();
    const id = await b.start('slow');
    await until(() => b.worker.running().includes(id));
    await b.engine.cancel([id]);
    await b.reaches(id, 'cancelled');
    assert.equal((await b.engine.job(id)).error?.code, 'job_cancelled');
  });
});
