import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newJob } from '../../jobs/kind.ts';
import { noteOnce } from '../../../test/fixtures/job-kinds.ts';
import { openJobServer } from '../../../test/fixtures/job-server.ts';

describe('removing jobs by the API', () => {
  it('[S-094, S-095] counts with a dry run, removes what ended, counts the rest as blocked, and cancels it by force', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 }), newJob(noteOnce, { n: 2, ms: 0 })]);
    await test.fail('light', 'bug');
    await test.engine.enqueue([newJob(noteOnce, { n: 3, ms: 0 })]);
    const dry = await test.post('/jobs/prune', { dryRun: true });
    assert.deepEqual(dry, { matched: 3, deleted: 2, cancelled: 0, blocked: 1 });
    assert.equal((await test.get('/jobs')).rows.length, 3);
    const [{ id: newest } = { id: '' }] = (await test.get('/jobs?state=failed')).rows;
    const none = { matched: 0, deleted: 0, cancelled: 0, blocked: 0 };
    assert.deepEqual(await test.post('/jobs/prune', { olderThanMs: 3_600_000 }), none, 'nothing ended so long ago');
    const kept = await test.post('/jobs/prune', { filter: { state: 'failed' }, keepLast: 1 });
    assert.deepEqual(kept, { matched: 1, deleted: 1, cancelled: 0, blocked: 0 });
    assert.deepEqual(
      (await test.get('/jobs?state=failed')).rows.map(({ id }: { id: string }) => id),
      [newest],
    );
    assert.deepEqual(await test.post('/jobs/prune', { force: true }), {
      matched: 2,
      deleted: 2,
      cancelled: 1,
      blocked: 0,
    });
    assert.deepEqual((await test.get('/jobs')).rows, []);
  });

  it('[S-094, S-095] removes no job that runs, not even by force, but asks it to stop', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    const [id] = await test.claim('light');
    const forced = await test.post('/jobs/prune', { force: true });
    assert.deepEqual(forced, { matched: 1, deleted: 0, cancelled: 1, blocked: 0 });
    const view = await test.get(`/jobs/${id}`);
    assert.deepEqual([view.state, view.cancelRequested], ['running', true]);
  });
});
