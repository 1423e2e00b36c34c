import assert from 'node:assert/strict';
import { it } from 'node:test';
import { thisProcess } from '../db/process-identity.ts';
import { type EngineBench, error, LEASE_MS } from './bench.suite.ts';
import type { JobDetails } from './job-record.ts';
import type { JobId } from '../contract/ids.ts';

/** Whose a job is, how it ends, and what becomes of it when its worker does not say. */
export function leaseSuite({ open, clock, worker, claim, enqueueOne }: EngineBench): void {
  it('[S-089] [S-104] drops what a worker says after its lease was lost', async () => {
    await using h = await open();
    const id = await enqueueOne(h.engine);
    const [stale] = await claim(h.engine);
    clock.advance(LEASE_MS + 1);
    assert.deepEqual(await h.engine.rescue(), [id]);
    const [fresh] = await claim(h.rival);
    const { lease } = stale!;
    assert.deepEqual(await h.engine.settle([{ lease, ok: 'late' }]), { stale: [id] });
    assert.deepEqual(await h.engine.renew([lease], LEASE_MS), { lost: [id], cancelled: [] });
    await h.engine.release([lease]);
    await h.engine.progress([{ lease, done: 9, total: 9, stage: null, lines: [] }]);
    const job = await h.engine.job(id);
    assert.deepEqual([job.state, job.result, job.progress.done], ['running', null, 0]);
    assert.deepEqual(await h.rival.settle([{ lease: fresh!.lease, ok: 'mine' }]), { stale: [] });
    const { result, attempts } = await h.engine.job(id);
    assert.deepEqual([result, attempts.map((a) => a.outcome)], ['mine', ['lost', 'ok']]);
  });

  it('[S-079] drops only the late ones of results that are settled together', async () => {
    await using h = await open();
    const ids = [await enqueueOne(h.engine, 1), await enqueueOne(h.engine, 2)];
    const stale = await claim(h.engine);
    clock.advance(LEASE_MS + 1);
    await h.engine.rescue();
    const fresh = await claim(h.engine);
    const late = stale.map(({ lease }) => ({ lease, ok: 'late' }));
    const mine = fresh.map(({ lease }) => ({ lease, ok: 'mine' }));
    const { stale: dropped } = await h.engine.settle([...late, ...mine]);
    assert.deepEqual([...dropped].sort(), [...ids].sort());
    assert.deepEqual(await h.engine.settle(mine), { stale: mine.map(({ lease }) => lease.id) });
    for (const id of ids) {
      const { state, result, attempts } = await h.engine.job(id);
      assert.deepEqual([state, result, attempts.map((a) => a.outcome)], ['done', 'mine', ['lost', 'ok']]);
    }
  });

  it('keeps the place in line of a job that is lost', async () => {
    await using h = await open();
    const id = await enqueueOne(h.engine, 1);
    await claim(h.engine);
    clock.advance(1);
    for (const n of [2, 3]) await enqueueOne(h.engine, n);
    clock.advance(LEASE_MS + 1);
    await h.engine.rescue();
    assert.deepEqual(
      (await claim(h.engine, 1)).map(({ lease }) => lease.id),
      [id],
    );
  });

  it('[S-089] keeps a job whose lease is renewed', async () => {
    await using h = await open();
    await enqueueOne(h.engine);
    const [job] = await claim(h.engine);
    for (let beat = 0; beat < 5; beat++) {
      clock.advance(LEASE_MS - 1);
      assert.deepEqual(await h.engine.renew([job!.lease], LEASE_MS), { lost: [], cancelled: [] });
      assert.deepEqual(await h.rival.rescue(), []);
    }
  });

  it('[S-082] damps a job that is lost with its worker again and again, says so, and stops it at the fourth time', async () => {
    await using h = await open();
    const id = await enqueueOne(h.engine);
    const lose = async (): Promise<JobDetails> => {
      assert.equal((await claim(h.engine)).length, 1);
      clock.advance(LEASE_MS + 1);
      assert.deepEqual(await h.rival.rescue(), [id]);
      return h.engine.job(id);
    };
    assert.equal((await lose()).state, 'ready', 'the first time may be anything');
    for (const waitMs of [10_000, 30_000]) {
      const { state, runAtMs, error: why } = await lose();
      assert.deepEqual([state, runAtMs - clock.now(), why?.code], ['scheduled', waitMs, 'job_worker_silent']);
      clock.advance(waitMs - 1);
      assert.deepEqual(await claim(h.engine), []);
      clock.advance(1);
    }
    const job = await lose();
    assert.deepEqual([job.state, job.error?.code, job.countedFailures], ['failed', 'job_lost_too_often', 0]);
    const codes = job.attempts.map((attempt) => attempt.error?.code);
    assert.deepEqual(codes, [...Array.from({ length: 3 }, () => 'job_worker_silent'), 'job_lost_too_often']);
  });

  it('lets suspects that were lost together go on apart, so that the one at fault takes few along', async () => {
    await using h = await open();
    const ids: JobId[] = [];
    for (const n of [1, 2, 3]) ids.push(await enqueueOne(h.engine, n));
    for (let lost = 0; lost < 2; lost++) {
      assert.equal((await claim(h.engine)).length, 3);
      clock.advance(LEASE_MS + 1);
      await h.engine.rescue();
    }
    const waits = await Promise.all(ids.map(async (id) => (await h.engine.job(id)).runAtMs - clock.now()));
    assert.deepEqual(new Set(waits), new Set([10_000, 10_500, 11_000]));
  });

  it('[I-W26] [S-083] [S-119] takes back at once what a dead process of this host held, and notes that it was ended', async () => {
    await using h = await open();
    const id = await enqueueOne(h.engine);
    const dead = worker();
    await h.engine.register({ id: dead, ...thisProcess(), pidStarted: 'another run of this pid' });
    await claim(h.engine, 1, { worker: dead });
    assert.deepEqual(await h.rival.rescue(), [id]);
    const { state, error: why } = await h.engine.job(id);
    assert.deepEqual([state, why?.code], ['ready', 'job_worker_lost']);
    const row = await h.db.selectFrom('worker').select(['state', 'error']).where('id', '=', dead).executeTakeFirst();
    assert.equal(row?.state, 'stopped');
    assert.match(row?.error ?? '', /job_worker_lost/);
  });

  it('waits again without using up an attempt when a failure does not count', async () => {
    await using h = await open();
    const id = await enqueueOne(h.engine);
    const [job] = await claim(h.engine);
    await h.engine.settle([{ lease: job!.lease, retryAtMs: clock.now() + 5_000, error, counts: false }]);
    const waiting = await h.engine.job(id);
    assert.deepEqual([waiting.state, waiting.countedFailures, waiting.error?.code], ['scheduled', 0, 'unexpected']);
    clock.advance(5_000);
    assert.equal((await claim(h.engine)).at(0)?.countedFailures, 0);
  });

  it('gives back a released job as if it had not been claimed, but for the record', async () => {
    await using h = await open();
    const id = await enqueueOne(h.engine);
    const [job] = await claim(h.engine);
    await h.engine.release([job!.lease]);
    const { state, countedFailures, attempts } = await h.engine.job(id);
    assert.deepEqual([state, countedFailures, attempts.map((a) => a.outcome)], ['ready', 0, ['released']]);
    assert.equal((await claim(h.engine)).length, 1);
  });
}
