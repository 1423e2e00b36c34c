import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { block, noteOnce, single } from '../../../test/fixtures/job-kinds.ts';
import { openJobServer } from '../../../test/fixtures/job-server.ts';
import { newJob } from '../../jobs/kind.ts';

describe('failed jobs by the API', () => {
  it('[S-255] groups failures by code with count, kinds and a sample, and retries one group by its filter', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([
      newJob(noteOnce, { n: 1, ms: 0 }),
      newJob(noteOnce, { n: 2, ms: 0 }),
      newJob(single, { key: 'a' }),
    ]);
    const failed = await test.fail('light', 'disk_full');
    await test.engine.enqueue([newJob(block, { ms: 1 })]);
    await test.fail('block', 'bug');
    const { groups } = await test.get('/jobs/failures');
    assert.deepEqual(
      groups.map((group: { code: string; count: number }) => [group.code, group.count]),
      [
        ['disk_full', 3],
        ['bug', 1],
      ],
    );
    assert.deepEqual(groups[0].kinds, [
      { kind: 'test.note-once', count: 2 },
      { kind: 'test.single', count: 1 },
    ]);
    assert.match(groups[0].help, /space/u);
    assert.equal(groups[0].sample.message, 'Because of disk_full');
    assert.equal((await test.post('/jobs/retry', { filter: { code: 'disk_full', state: 'failed' } })).jobs, 3);
    const { rows } = await test.get('/jobs?state=ready');
    assert.deepEqual(rows.map((row: { id: string }) => row.id).sort(), [...failed].sort());
    assert.equal((await test.get('/jobs?state=failed')).rows.length, 1);
  });

  it('shows ignored failures no more, until they are wanted again', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    const [id] = await test.fail('light', 'bug');
    assert.equal((await test.post('/jobs/ignore', { ids: [id] })).jobs, 1);
    assert.deepEqual((await test.get('/jobs/failures')).groups, []);
    assert.equal((await test.get('/jobs/overview')).counts.failed, 0);
    assert.deepEqual((await test.get(`/jobs/${id}`)).actions, ['retry', 'unignore']);
    assert.equal((await test.post('/jobs/unignore', { ids: [id] })).jobs, 1);
    assert.equal((await test.get('/jobs/failures')).groups.length, 1);
  });

  it('shows a failure that was ignored when it is tried again and fails again', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    const ids = await test.fail('light', 'disk_full');
    await test.post('/jobs/ignore', { ids });
    await test.post('/jobs/retry', { ids });
    await test.fail('light', 'disk_full');
    assert.equal((await test.get('/jobs/overview')).counts.failed, 1);
  });

  it('counts of failures only those that an ignore, or its opposite, would change', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([1, 2, 3].map((n) => newJob(noteOnce, { n, ms: 0 })));
    const ids = await test.fail('light', 'bug');
    await test.post('/jobs/ignore', { ids: ids.slice(0, 1) });
    const all = { filter: { state: 'failed' }, dryRun: true };
    assert.deepEqual(await test.post('/jobs/ignore', all), { jobs: 2 });
    assert.deepEqual(await test.post('/jobs/unignore', all), { jobs: 1 });
    assert.equal((await test.get('/jobs/overview')).counts.failed, 2);
  });
});
