import assert from 'node:assert/strict';
import { it } from 'node:test';
import { block, noteOnce } from '../../test/fixtures/job-kinds.ts';
import { type EngineBench, LEASE_MS } from './bench.suite.ts';
import type { JobState } from '../db/tables/job.ts';
import { newJob } from './kind.ts';

/** Who gets which job when. */
export function claimSuite({ open, clock, worker, claim, enqueueOne }: EngineBench): void {
  it('[I-W11] [I-025] claims the lower priority number first, and first in first out inside one', async () => {
    await using h = await open();
    await h.engine.enqueue([1, 2, 3].map((n) => newJob(noteOnce, { n, ms: 0 })));
    clock.advance(1);
    await h.engine.enqueue([newJob(noteOnce, { n: 4, ms: 0 }), newJob(noteOnce, { n: 5, ms: 0 }, { priority: 1 })]);
    const order = await claim(h.engine);
    assert.deepEqual(
      order.map((job) => (job.payload as { n: number }).n),
      [5, 1, 2, 3, 4],
    );
  });

  it('takes no more than fits into the free resources, over all queues together', async () => {
    await using h = await open();
    await h.engine.enqueue([1, 2, 3].flatMap((n) => [newJob(noteOnce, { n, ms: 0 }), newJob(block, { ms: 0 })]));
    const holds = Object.fromEntries(
      [noteOnce, block].map(({ kind }) => [kind, { jobs: 1, cpu: 1, disk: 0, tags: 0 }]),
    );
    const queues = ['light', 'block'].map((name) => ({ name, limit: 4 }));
    const ask = { worker: worker(), queues, free: { jobs: 9, cpu: 4, disk: 0, tags: 0 }, holds, leaseMs: LEASE_MS };
    assert.equal((await h.engine.claim(ask)).length, 4);
  });

  it('[S-079] gives each job to one claimant only', async () => {
    await using h = await open();
    await h.engine.enqueue(Array.from({ length: 100 }, (_, n) => newJob(noteOnce, { n, ms: 0 })));
    const claims = await Promise.all(Array.from({ length: 12 }, (_, i) => claim(i % 2 ? h.engine : h.rival, 10)));
    const ids = claims.flat().map((job) => job.lease.id);
    assert.equal(ids.length, 100);
    assert.equal(new Set(ids).size, 100);
  });

  it('[S-080] sets running, owner, lease and attempt in the one step that claims', async () => {
    await using h = await open();
    const id = await enqueueOne(h.engine);
    const before = await h.db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    assert.deepEqual([before.state, before.worker_id, before.lease_until_ms], ['ready', null, null]);
    const owner = worker();
    await claim(h.rival, 1, { worker: owner });
    const job = await h.db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    assert.deepEqual(
      [job.state, job.worker_id, job.lease_until_ms, job.started_at_ms, job.attempt],
      ['running', owner, clock.now() + LEASE_MS, clock.now(), 1],
    );
  });

  it('[S-081] changes states as states.ts names them: the database refuses all else, in every test of this suite', async () => {
    await using h = await open();
    const id = await enqueueOne(h.engine);
    const change = (state: JobState) => h.db.updateTable('job').set({ state }).where('id', '=', id).execute();
    for (const state of ['done', 'failed', 'waiting'] as const) await assert.rejects(change(state), /legal change/u);
    await change('held');
    await assert.rejects(change('running'), /legal change/u);
  });

  it('[S-084] leaves a job alone until its time, and says when that is', async () => {
    await using h = await open();
    const runAtMs = clock.now() + 60_000;
    await h.engine.enqueue([0, 1].map((n) => newJob(noteOnce, { n, ms: 0 }, { runAtMs: runAtMs + n })));
    assert.equal(await h.engine.nextDueAtMs(), runAtMs);
    clock.advance(59_999);
    assert.equal((await claim(h.engine)).length, 0);
    for (const next of [runAtMs + 1, undefined]) {
      clock.advance(1);
      assert.equal((await claim(h.engine)).length, 1);
      assert.equal(await h.engine.nextDueAtMs(), next);
    }
  });
}
