import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noteOnce, single } from '../../../test/fixtures/job-kinds.ts';
import { openJobServer } from '../../../test/fixtures/job-server.ts';
import { onPostgres } from '../../../test/fixtures/test-database.ts';
import { until } from '../../../test/fixtures/until.ts';
import { defineJob, newJob } from '../../jobs/kind.ts';

it('[I-W27, I-W28] tells delayed jobs from waiting ones, and calls no worker stalled for jobs that are not due', async () => {
  await using test = await openJobServer();
  await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 }, { runAtMs: Date.now() + 3_600_000 })]);
  await test.db.deleteFrom('worker').execute();
  const seen = async () => {
    const { verdict, queues } = await test.get('/jobs/overview');
    const { ready, delayed, running, failed } = queues.find(({ name }: { name: string }) => name === 'light').counts;
    return { verdict, ready, delayed, running, failed };
  };
  const dueSince = (atMs: number) => test.db.updateTable('job').set({ run_at_ms: atMs, created_at_ms: 1 }).execute();
  await dueSince(Date.now() + 3_600_000);
  assert.deepEqual(await seen(), { verdict: 'stopped', ready: 0, delayed: 1, running: 0, failed: 0 });
  for (const state of ['scheduled', 'ready'] as const) {
    await test.db.updateTable('job').set({ state }).execute();
    for (const [agoMs, verdict] of [
      [1_000, 'pending'],
      [31_000, 'stalled'],
    ] as const) {
      await dueSince(Date.now() - agoMs);
      // what took long to count is counted again a little later
      await until(async () => (await seen()).verdict === verdict);
      assert.deepEqual(await seen(), { verdict, ready: 1, delayed: 0, running: 0, failed: 0 }, state);
    }
  }
});

it('[I-066, I-067, I-068] answers with one shape what engine, jobs and worker do', async () => {
  await using test = await openJobServer();
  const pictures = defineJob({ ...single, kind: 'test.pictures', queue: 'pictures' });
  await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
  await test.fail('light', 'bug');
  await test.engine.enqueue([newJob(noteOnce, { n: 2, ms: 0 }), newJob(pictures, { key: 'a' })]);
  const { engine, jobs, worker } = await test.get('/jobs/status');
  assert.deepEqual(engine, { name: onPostgres ? 'postgres' : 'sqlite', installed: true, status: 'running' });
  const { oldestDueAt, ...counts } = jobs;
  assert.deepEqual(counts, { pending: 2, running: 0, failed: 1, ingestPending: 1 });
  assert.ok(Math.abs(Date.now() - Date.parse(oldestDueAt)) < 10_000);
  assert.deepEqual([worker.status, worker.source, worker.reasonCode], ['pending', 'heartbeat', 'due_not_claimed']);
});
