import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../base/ids.ts';
import { WorkerId } from '../../contract/ids.ts';
import { defineJob, newJob } from '../../jobs/kind.ts';
import { noteOnce, single } from '../../../test/fixtures/job-kinds.ts';
import { openJobServer } from '../../../test/fixtures/job-server.ts';

describe('lists of jobs', () => {
  it('[S-098, S-100, S-107] shows of a job what it is about, how far it is, since when and by whom, then why it failed', async () => {
    await using test = await openJobServer();
    const asset = await test.addAsset('a.jpg', Buffer.from('a'));
    const about = defineJob({ ...single, kind: 'test.about', about: () => ({ asset }) });
    await test.engine.enqueue([newJob(about, { key: 'a' })]);
    const worker = WorkerId.parse(newId('wo', 1));
    await test.engine.register({ id: worker, host: 'there', bootId: 'b', pid: 2, pidStarted: '1' });
    const free = { jobs: 1, cpu: 1, disk: 1, tags: 1 };
    const ask = { worker, queues: [{ name: 'light', limit: 1 }], free, holds: {}, leaseMs: 30_000 };
    const [{ lease } = assert.fail('it waits')] = await test.engine.claim(ask);
    const stageAtMs = Date.now() - 1_000;
    await test.engine.progress([{ lease, done: 3, total: 10, stage: { name: 'read', atMs: stageAtMs }, lines: [] }]);
    const look = async () => (await test.get('/jobs')).rows[0];
    const job = await look();
    assert.deepEqual(
      [job.kind, job.state, job.asset, job.attempt, job.maxAttempts, job.workerId],
      ['test.about', 'running', { id: asset, name: 'a.jpg' }, 1, 2, worker],
    );
    assert.deepEqual([job.done, job.total, job.stage, Date.parse(job.stageAt)], [3, 10, 'read', stageAtMs]);
    assert.deepEqual([job.problem, job.finishedAt], [null, null]);
    assert.ok(Date.parse(job.createdAt) <= Date.parse(job.startedAt) && Date.parse(job.startedAt) <= Date.now());
    for (const beatMs of [5_000, 6_000]) {
      await test.db.updateTable('worker').set({ seen_at_ms: beatMs }).where('id', '=', worker).execute();
      assert.equal(Date.parse((await look()).heartbeatAt), beatMs);
    }
    const failed = { code: 'no_preview', message: 'Nothing to show', class: 'permanent' } as const;
    await test.engine.settle([{ lease, failed }]);
    const ended = await look();
    const { code, message, cause } = ended.problem;
    assert.deepEqual([ended.state, code, message, cause], ['failed', 'no_preview', 'Nothing to show', 'permanent']);
    assert.ok(Date.parse(ended.finishedAt) >= Date.parse(ended.startedAt));
    assert.deepEqual([ended.heartbeatAt, ended.workerId, ended.stage], [null, null, null]);
  });

  it('lists ended jobs by when they ended, whenever they were made, each once over its pages', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([1, 2, 3, 4].map((n) => newJob(noteOnce, { n, ms: 0 })));
    const made: string[] = (await test.get('/jobs')).rows.map(({ id }: { id: string }) => id).reverse();
    await test.post('/jobs/cancel', { filter: { queue: 'light' } });
    for (const [index, endedMs] of [9_000, 7_000, 7_000, 8_000].entries()) {
      const change = test.db.updateTable('job').set({ finished_at_ms: endedMs });
      await change.where('id', '=', made[index] ?? '').execute();
    }
    const wanted = [made[0], made[3], made[2], made[1]];
    for (const state of ['ended', 'cancelled']) {
      const seen: string[] = [];
      for (let cursor = ''; ;) {
        const page = await test.get(`/jobs?state=${state}&limit=1${cursor}`);
        seen.push(...page.rows.map(({ id }: { id: string }) => id));
        if (page.next === undefined) break;
        cursor = `&cursor=${page.next}`;
      }
      assert.deepEqual(seen, wanted, state);
    }
    assert.equal((await test.get(`/jobs?state=ended&cursor=${made[0]}`)).code, 'bad_request');
    assert.equal((await test.get(`/jobs?cursor=7000-${made[0]}`)).code, 'bad_request');
  });
});
