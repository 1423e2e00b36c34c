import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fail, noteOnce, single } from '../../test/fixtures/job-kinds.ts';
import { newId } from '../base/ids.ts';
import { ChangeId, type JobId } from '../contract/ids.ts';
import { type EngineBench, type EngineHarness, error, LEASE_MS } from './bench.suite.ts';
import { newJob } from './kind.ts';
import { changedJobs } from './overview/select-jobs.ts';
import { unstarted } from './states.ts';

/** What people do to jobs: cancel, retry, pause, hurry, look. */
export function peopleSuite({ open, clock, worker, claim, enqueueOne }: EngineBench): void {
  /** A job that waits for another one, for a time, or as it was put there by hand. */
  async function enqueueIn(state: (typeof unstarted)[number], h: EngineHarness): Promise<JobId> {
    const after = state === 'waiting' ? [{ id: await enqueueOne(h.engine), onFailure: 'fail' as const }] : [];
    const runAtMs = clock.now() + (state === 'scheduled' ? 1_000 : 0);
    const [added] = await h.engine.enqueue([{ kind: noteOnce, input: { n: 9, ms: 0 }, after, runAtMs }]);
    if (state === 'held' || state === 'blocked')
      await h.db.updateTable('job').set({ state }).where('id', '=', added!.id).execute();
    return added!.id;
  }

  it('cancels an unstarted job at once in every state, and an ended one not at all', async () => {
    await using h = await open();
    for (const state of unstarted) {
      const id = await enqueueIn(state, h);
      assert.equal((await h.engine.job(id)).state, state);
      assert.equal(await h.engine.cancel([id]), 1);
      assert.equal((await h.engine.job(id)).state, 'cancelled', state);
      assert.equal(await h.engine.cancel([id]), 0);
    }
  });

  it('tells the worker of a cancelled job, and lets cancel win over retry and rescue', async () => {
    await using h = await open();
    const ids = [await enqueueOne(h.engine, 1), await enqueueOne(h.engine, 2)];
    const id = worker();
    const [first, second] = await claim(h.engine, 2, { worker: id });
    const woken: string[] = [];
    using _wake = h.engine.onWake((why) => void woken.push(why));
    assert.equal(await h.engine.cancel(ids), 2);
    assert.deepEqual(woken, ['cancel']);
    assert.deepEqual((await h.rival.cancelRequests(id)).toSorted(), ids.toSorted());
    assert.deepEqual((await h.engine.renew([first!.lease], LEASE_MS)).cancelled, [first!.lease.id]);
    await h.engine.settle([{ lease: first!.lease, retryAtMs: clock.now() + 1, error, counts: true }]);
    clock.advance(LEASE_MS + 1);
    assert.deepEqual(await h.rival.rescue(), [second!.lease.id]);
    for (const job of ids) assert.equal((await h.engine.job(job)).state, 'cancelled');
  });

  it('hands out nothing of a paused queue, while what runs ends as usual', async () => {
    await using h = await open();
    await enqueueOne(h.engine, 1);
    await enqueueOne(h.engine, 2);
    const [running] = await claim(h.engine, 1);
    await h.engine.pause('light', 'someone');
    assert.deepEqual(await h.rival.paused(), ['light']);
    assert.deepEqual(await claim(h.rival), []);
    assert.deepEqual(await h.engine.settle([{ lease: running!.lease, ok: null }]), { stale: [] });
    await h.engine.resume('light');
    assert.equal((await claim(h.rival)).length, 1);
  });

  it('[S-097] retries failed and cancelled jobs with fresh attempts, but not against an unfinished one with their key', async () => {
    await using h = await open();
    const [added] = await h.engine.enqueue([newJob(single, { key: 'k' })]);
    const { id } = added!;
    const [job] = await claim(h.engine);
    await h.engine.settle([{ lease: job!.lease, failed: error }]);
    assert.equal((await h.engine.totals()).failed, 1);
    const [other] = await h.engine.enqueue([newJob(single, { key: 'k' })]);
    assert.equal(await h.engine.retry([id]), 0);
    await h.engine.cancel([other!.id]);
    assert.equal(await h.engine.retry([id]), 1);
    const { state, countedFailures, error: last } = await h.engine.job(id);
    assert.deepEqual([state, countedFailures, last], ['ready', 0, null]);
    assert.equal((await claim(h.engine))[0]?.lease.attempt, 2);
  });

  it('[S-097] does a job that ended well again with its payload, without what came of it', async () => {
    await using h = await open();
    const id = await enqueueOne(h.engine, 7);
    const [first] = await claim(h.engine);
    await h.engine.settle([{ lease: first!.lease, ok: 'once' }]);
    assert.equal(await h.engine.retry([id]), 1);
    const { state, result, finishedAtMs } = await h.engine.job(id);
    assert.deepEqual([state, result, finishedAtMs], ['ready', null, null]);
    const [again] = await claim(h.engine);
    assert.deepEqual([again!.payload, again!.lease.attempt], [first!.payload, 2]);
  });

  it('[S-106] lets a job that waits for its next try start now, with fresh attempts', async () => {
    await using h = await open();
    const [added] = await h.engine.enqueue([newJob(single, { key: 'k' })]);
    const [job] = await claim(h.engine);
    const retryAtMs = clock.now() + 3_600_000;
    await h.engine.settle([{ lease: job!.lease, retryAtMs, error, counts: true }]);
    assert.deepEqual(await claim(h.engine), []);
    assert.equal(await h.engine.retry([added!.id]), 1);
    const [again] = await claim(h.engine);
    assert.deepEqual([again?.lease.id, again?.countedFailures], [added!.id, 0]);
  });

  it('[S-106] takes a retry back until it is claimed: done, failed and delayed jobs are what they were', async () => {
    await using h = await open();
    const change = ChangeId.parse(newId('ch', clock.now()));
    const ids = [await enqueueOne(h.engine, 1), await enqueueOne(h.engine, 2), await enqueueOne(h.engine, 3)];
    const [done, failed, delayed] = (await claim(h.engine, 3)).map(({ lease }) => lease);
    await h.engine.settle([
      { lease: done!, ok: 'once' },
      { lease: failed!, failed: error },
      { lease: delayed!, retryAtMs: clock.now() + 60_000, error, counts: true },
    ]);
    const rowsNow = () => h.db.selectFrom('job').selectAll().orderBy('id').execute();
    const before = await rowsNow();
    const undo = async () => {
      let count = 0;
      for await (const changed of changedJobs(h.db, change)) count += await h.rival.undo(changed);
      return count;
    };
    assert.equal(await h.engine.retry(ids, { change }), 3);
    assert.equal(await undo(), 3);
    assert.deepEqual([await rowsNow(), await undo(), await claim(h.engine)], [before, 0, []]);
    await h.engine.retry([failed!.id], { change });
    const [again] = await claim(h.engine);
    assert.equal(await undo(), 0, 'it runs');
    await h.engine.release([again!.lease]);
    assert.equal(await undo(), 0, 'it has run');
  });

  it('moves the waiting jobs of asked-for assets to the front', async () => {
    await using h = await open();
    await h.engine.enqueue(Array.from({ length: 20 }, (_, n) => newJob(noteOnce, { n, ms: 0 })));
    assert.equal(await h.engine.hurry(noteOnce.kind, ['as_7', 'as_13', 'as_99'], 10), 2);
    assert.equal(await h.engine.hurry(noteOnce.kind, ['as_7'], 50), 0);
    const [first, second] = await claim(h.engine, 2);
    assert.deepEqual(
      [first, second].map((job) => (job!.payload as { n: number }).n),
      [7, 13],
    );
  });

  it('counts and lists jobs, newest first, page by page', async () => {
    await using h = await open();
    await h.engine.enqueue([1, 2, 3].map((n) => newJob(noteOnce, { n, ms: 0 })));
    await h.engine.enqueue([newJob(fail, { how: 'slow' }, { runAtMs: clock.now() + 1_000 })]);
    await claim(h.engine, 1);
    // What is planned for later does not wait yet; what is tried again does.
    assert.deepEqual(await h.engine.totals(), { waiting: 2, running: 1, failed: 0 });
    assert.deepEqual(
      (await h.engine.counts()).map(({ kind, state, count }) => [kind, state, count]),
      [
        [fail.kind, 'scheduled', 1],
        [noteOnce.kind, 'ready', 2],
        [noteOnce.kind, 'running', 1],
      ],
    );
    const page = await h.engine.list({ kind: noteOnce.kind }, { limit: 2 });
    const rest = await h.engine.list({ kind: noteOnce.kind }, { limit: 2, before: page[1]!.id });
    assert.deepEqual(
      [...page, ...rest].map((job) => job.assetId),
      ['as_3', 'as_2', 'as_1'],
    );
    await assert.rejects(h.engine.job(newId('jb', 0)), { code: 'job_not_found' });
  });

  it('[S-102] goes on by itself when the lease of a pause has run out, which a pause without end replaces', async () => {
    await using h = await open();
    await enqueueOne(h.engine);
    await h.engine.pause('light', 'a tool', 60_000);
    await h.rival.pause('light', 'another tool', 90_000);
    assert.deepEqual(await claim(h.engine), []);
    clock.advance(90_000);
    assert.deepEqual(await h.engine.paused(), []);
    const [job] = await claim(h.engine);
    await h.engine.release([job!.lease]);
    await h.engine.pause('light', 'a tool', 60_000);
    await h.engine.pause('light', 'someone');
    clock.advance(60_000);
    assert.deepEqual(await claim(h.engine), []);
  });

  it('runs no more of a queue at once than a person allows', async () => {
    await using h = await open();
    await h.engine.enqueue([1, 2, 3].map((n) => newJob(noteOnce, { n, ms: 0 })));
    await h.engine.limitQueue('light', 2);
    assert.equal((await claim(h.engine)).length, 2);
    assert.deepEqual(await claim(h.rival), []);
    await h.rival.limitQueue('light', null);
    assert.equal((await claim(h.engine)).length, 1);
  });

  it('keeps a held job back until it is let go, and starts one of a better priority first', async () => {
    await using h = await open();
    const ids = [await enqueueOne(h.engine, 1), await enqueueOne(h.engine, 2), await enqueueOne(h.engine, 3)];
    assert.equal(await h.engine.hold(ids.slice(0, 2)), 2);
    assert.equal(await h.engine.prioritise(ids.slice(1), 1), 2);
    assert.deepEqual(
      (await claim(h.engine)).map((job) => job.lease.id),
      ids.slice(2),
    );
    assert.equal(await h.rival.unhold(ids), 2);
    assert.deepEqual(
      (await claim(h.engine)).map((job) => job.lease.id),
      [ids[1], ids[0]],
    );
    assert.deepEqual([await h.engine.hold(ids), await h.engine.prioritise(ids, 5)], [0, 0]);
  });
}
