import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noteOnce } from '../../test/fixtures/job-kinds.ts';
import type { JobId } from '../contract/ids.ts';
import { type EngineBench, error, LEASE_MS } from './bench.suite.ts';
import type { JobEngine, NewJob } from './engine.ts';

type After = NonNullable<NewJob['after']>[number]['onFailure'];

/** Jobs that come after others. */
export function depsSuite({ open, clock, claim, enqueueOne }: EngineBench): void {
  async function enqueueAfter(engine: JobEngine, parents: readonly JobId[], onFailure: After = 'fail'): Promise<JobId> {
    const after = parents.map((id) => ({ id, onFailure }));
    const [added] = await engine.enqueue([{ kind: noteOnce, input: { n: 9 }, after }]);
    return added!.id;
  }

  const stateOf = async (engine: JobEngine, id: JobId): Promise<string> => (await engine.job(id)).state;

  /** Runs the one job that may start, to this end. */
  async function runOne(engine: JobEngine, end: 'ok' | 'failed' = 'ok'): Promise<JobId> {
    const [job, ...more] = await claim(engine);
    assert.equal(more.length, 0);
    await engine.settle([end === 'ok' ? { lease: job!.lease, ok: null } : { lease: job!.lease, failed: error }]);
    return job!.lease.id;
  }

  it('starts the tip of a diamond once, after both sides have ended, and wakes the workers for it', async () => {
    await using h = await open();
    const top = await enqueueOne(h.engine);
    const sides = [await enqueueAfter(h.engine, [top]), await enqueueAfter(h.engine, [top])];
    const tip = await enqueueAfter(h.rival, sides);
    const woken: string[] = [];
    using _wake = h.engine.onWake((why) => void woken.push(why));
    assert.equal(await runOne(h.engine), top);
    assert.ok(woken.includes('work'));
    const both = await claim(h.rival);
    assert.deepEqual(both.map((job) => job.lease.id).toSorted(), sides.toSorted());
    await h.rival.settle([{ lease: both[0]!.lease, ok: null }]);
    assert.equal(await stateOf(h.engine, tip), 'waiting');
    await h.rival.settle([{ lease: both[1]!.lease, ok: null }]);
    assert.equal(await runOne(h.engine), tip);
  });

  it('starts when both sides of a diamond end in one transaction', async () => {
    await using h = await open();
    const parents = [await enqueueOne(h.engine, 1), await enqueueOne(h.engine, 2)];
    const child = await enqueueAfter(h.engine, parents);
    await h.engine.settle((await claim(h.engine)).map(({ lease }) => ({ lease, ok: null })));
    assert.equal(await runOne(h.engine), child);
  });

  for (const [onFailure, child, grandchild] of [
    ['fail', 'failed', 'failed'],
    ['cancel', 'cancelled', 'failed'],
    ['run', 'ready', 'waiting'],
  ] as const) {
    it(`makes a job ${child} when it comes after a failed one by the policy ${onFailure}, and what comes after it ${grandchild}`, async () => {
      await using h = await open();
      const parent = await enqueueOne(h.engine);
      const ids = [await enqueueAfter(h.engine, [parent], onFailure)];
      ids.push(await enqueueAfter(h.engine, ids));
      await runOne(h.engine, 'failed');
      assert.deepEqual([await stateOf(h.engine, ids[0]!), await stateOf(h.engine, ids[1]!)], [child, grandchild]);
      if (onFailure !== 'run') assert.equal((await h.engine.job(ids[0]!)).error?.code, 'job_parent_failed');
    });
  }

  it('goes by how its parents have ended already when it is enqueued late', async () => {
    await using h = await open();
    await enqueueOne(h.engine);
    const failed = await runOne(h.engine, 'failed');
    await enqueueOne(h.engine);
    const done = await runOne(h.engine);
    assert.equal(await stateOf(h.engine, await enqueueAfter(h.engine, [failed])), 'failed');
    assert.equal(await stateOf(h.engine, await enqueueAfter(h.engine, [failed, done], 'run')), 'ready');
    assert.equal(await stateOf(h.engine, await enqueueAfter(h.engine, [`${done}x` as JobId])), 'ready');
  });

  it('follows a cancelled parent, and one that was lost too often', async () => {
    await using h = await open();
    const parent = await enqueueOne(h.engine);
    const child = await enqueueAfter(h.engine, [parent], 'cancel');
    await h.engine.cancel([parent]);
    assert.equal(await stateOf(h.engine, child), 'cancelled');
    const poison = await enqueueOne(h.engine);
    const after = await enqueueAfter(h.engine, [poison]);
    for (let lost = 0; lost < 4; lost++) {
      clock.advance(60_000); // it is damped
      await claim(h.engine);
      clock.advance(LEASE_MS + 1);
      await h.rival.rescue();
    }
    assert.equal(await stateOf(h.engine, after), 'failed');
  });

  it('counts a parent once, also when it is tried again after it failed', async () => {
    await using h = await open();
    const [first, second] = [await enqueueOne(h.engine, 1), await enqueueOne(h.engine, 2)];
    const child = await enqueueAfter(h.engine, [first, second], 'run');
    await h.engine.hold([second]);
    await runOne(h.engine, 'failed');
    await h.engine.retry([first]);
    await runOne(h.engine);
    assert.equal(await stateOf(h.engine, child), 'waiting');
    await h.engine.unhold([second]);
    await runOne(h.engine);
    assert.equal(await stateOf(h.engine, child), 'ready');
  });
}
