import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../base/ids.ts';
import type { JobRow } from '../../contract/job.ts';
import { newJob } from '../../jobs/kind.ts';
import { noteOnce, single } from '../../../test/fixtures/job-kinds.ts';
import { type JobServer, openJobServer } from '../../../test/fixtures/job-server.ts';
import { until } from '../../../test/fixtures/until.ts';

const inAnHour = () => Date.now() + 3_600_000;

async function rowsOf(test: JobServer): Promise<JobRow[]> {
  return (await test.get('/jobs')).rows.toReversed();
}

describe('a change of many jobs', () => {
  it('[S-106] of all that match is taken back: each job is what it was', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([
      newJob(noteOnce, { n: 1, ms: 0 }),
      newJob(noteOnce, { n: 2, ms: 0 }, { priority: 7 }),
      newJob(noteOnce, { n: 3, ms: 0 }, { runAtMs: inAnHour() }),
      newJob(noteOnce, { n: 4, ms: 0 }),
    ]);
    const ids = (await test.get('/jobs')).rows.map(({ id }: { id: string }) => id).toReversed();
    await test.post('/jobs/hold', { ids: [ids[3]] });
    const before = await rowsOf(test);
    const all = { filter: { queue: 'light', state: 'open' } };
    for (const [path, more] of [
      ['/jobs/cancel', {}],
      ['/jobs/hold', {}],
      ['/jobs/priority', { priority: 1_000 }],
      ['/jobs/release', {}],
    ] as const) {
      const { jobs, change } = await test.post(path, { ...all, ...more });
      assert.notDeepEqual(await rowsOf(test), before, path);
      assert.deepEqual(await test.post('/jobs/undo', { change }), { jobs }, path);
      const after = await rowsOf(test);
      assert.deepEqual(
        after.map(({ state, priority }) => [state, priority]),
        before.map(({ state, priority }) => [state, priority]),
        path,
      );
      assert.deepEqual(await test.post('/jobs/undo', { change }), { jobs: 0 }, 'once');
    }
  });

  it('shows ignored failures again, and hides those that were shown', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([1, 2].map((n) => newJob(noteOnce, { n, ms: 0 })));
    await test.fail('light', 'bug');
    const all = { filter: { state: 'failed' } };
    const ignored = await test.post('/jobs/ignore', all);
    assert.deepEqual(await test.post('/jobs/undo', { change: ignored.change }), { jobs: 2 });
    assert.equal((await test.get('/jobs/overview')).counts.failed, 2);
    await test.post('/jobs/ignore', all);
    const { change } = await test.post('/jobs/unignore', all);
    assert.deepEqual(await test.post('/jobs/undo', { change }), { jobs: 2 });
    // where counting takes long it is not done at every look
    await until(async () => (await test.get('/jobs/overview')).counts.failed === 0);
  });

  it('leaves alone what was changed again or went on since, and knows nothing of other changes', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(single, { key: 'a' }), newJob(noteOnce, { n: 1, ms: 0 })]);
    const { change } = await test.post('/jobs/cancel', { filter: { state: 'open' } });
    await test.engine.enqueue([newJob(single, { key: 'a' })]);
    const [other] = (await test.get(`/jobs?kind=${noteOnce.kind}`)).rows;
    await test.post('/jobs/retry', { ids: [other.id] });
    await test.post('/jobs/cancel', { ids: [other.id] });
    assert.deepEqual(await test.post('/jobs/undo', { change }), { jobs: 0 });
    assert.deepEqual(await test.post('/jobs/undo', { change: newId('ch', 1) }), { jobs: 0 });
    assert.equal((await test.get(`/jobs/${other.id}`)).state, 'cancelled');
  });

  it('[S-106] ends jobs that were to be tried again as they had ended, with their reason, until they start', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 }), newJob(noteOnce, { n: 2, ms: 0 })]);
    const failed = await test.fail('light', 'bug');
    await test.post('/jobs/ignore', { ids: [failed[0]] });
    const [third] = await test.engine.enqueue([newJob(noteOnce, { n: 3, ms: 0 })]);
    await test.post('/jobs/cancel', { ids: [third!.id] });
    const ids = [...failed, third!.id];
    const ends = async () =>
      (await rowsOf(test)).filter(({ id }) => ids.includes(id)).toSorted((a, b) => a.id.localeCompare(b.id));
    const before = await ends();
    assert.ok(before.every(({ problem }) => problem !== null));
    for (const on of [{ filter: { queue: 'light', state: 'ended' } }, { ids }]) {
      const { jobs, change } = await test.post('/jobs/retry', on);
      assert.ok((await ends()).every(({ state, problem }) => state === 'ready' && problem === null));
      const after = [{ id: ids[1]!, onFailure: 'fail' as const }];
      const [child] = await test.engine.enqueue([{ ...newJob(noteOnce, { n: 4, ms: 0 }), after }]);
      assert.deepEqual(await test.post('/jobs/undo', { change }), { jobs });
      assert.deepEqual(await ends(), before);
      assert.equal((await test.get(`/jobs/${child!.id}`)).state, 'failed', 'what came to wait for it meanwhile');
      await test.post('/jobs/prune', { filter: { code: 'job_parent_failed' } });
    }
    assert.deepEqual(await test.claim('light'), []);
  });

  it('takes no retry back of a job that has started since', async () => {
    await using test = await openJobServer();
    await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    const [first] = await test.fail('light', 'bug');
    const alone = await test.post('/jobs/retry', { ids: [first] });
    await test.claim('light');
    assert.deepEqual(await test.post('/jobs/undo', { change: alone.change }), { jobs: 0 });
    assert.equal((await test.get(`/jobs/${first}`)).state, 'running');
  });

  it('lets what came after cancelled jobs wait for them again', async () => {
    await using test = await openJobServer();
    const [first] = await test.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })]);
    const after = (id: typeof first, onFailure: 'fail' | 'cancel') => ({ after: [{ id: id!.id, onFailure }] });
    const [second] = await test.engine.enqueue([{ ...newJob(noteOnce, { n: 2, ms: 0 }), ...after(first, 'cancel') }]);
    const [third] = await test.engine.enqueue([{ ...newJob(noteOnce, { n: 3, ms: 0 }), ...after(second, 'fail') }]);
    // not in the order of their ids: those of one millisecond have none
    const states = () =>
      Promise.all([first, second, third].map(async (job) => (await test.get(`/jobs/${job!.id}`)).state));
    for (const on of [{ ids: [first!.id] }, { filter: { state: 'open' } }]) {
      const { change } = await test.post('/jobs/cancel', on);
      assert.ok((await states()).every((state) => state === 'cancelled' || state === 'failed'));
      await test.post('/jobs/undo', { change });
      assert.deepEqual(await states(), ['ready', 'waiting', 'waiting']);
    }
    assert.deepEqual(await test.claim('light'), [first!.id]);
  });
});
