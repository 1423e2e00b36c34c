import assert from 'node:assert/strict';
import { it } from 'node:test';
import { thisProcess } from '../db/process-identity.ts';
import { type EngineBench, error, LEASE_MS } from './bench.suite.ts';

/** Whose a job is, how it ends, and what becomes of it when its worker does not say. */
export function leaseSuite({ open, clock, worker, claim, enqueueOne }: EngineBench): void {
  it('drops what a worker says after its lease was lost', async () => {
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
    await h.engine.progress([{ lease, attempt: 1, done: 9, total: 9, stage: null, lines: [] }]);
    const job = await h.engine.job(id);
    assert.deepEqual([job.state, job.result, job.progress.done], ['running', null, 0]);
    assert.deepEqual(await h.rival.settle([{ lease: fresh!.lease, ok: 'mine' }]), { stale: [] });
    const { result, attempts } = await h.engine.job(id);
    assert.deepEqual([result, attempts.map((a) => a.outcome)], ['mine', ['lost', 'ok']]);
  });

  it('keeps a job whose lease is renewed', async () => {
    await using h = await open();
    await enqueueOne(h.engine);
    const [job] = await claim(h.engine);
    for (let beat = 0; beat < 5; beat++) {
      clock.advance(LEASE_MS - 1);
      assert.deepEqual(await h.engine.renew([job!.lease], LEASE_MS), { lost: [], cancelled: [] });
      assert.deepEqual(await h.rival.rescue(), []);
    }
  });

  it('fails a job that is lost with its worker again and again', async () => {
    await using h = await open();
    const id = await enqueueOne(h.engine);
    for (let lost = 0; lost < 4; lost++) {
      assert.equal((await claim(h.engine)).length, 1);
      clock.advance(LEASE_MS + 1);
      await h.engine.rescue();
    }
    const job = await h.engine.job(id);
    assert.deepEqual([job.state, job.error?.code, job.countedFailures], ['failed', 'job_lost_too_often', 0]);
  });

  it('[I-W26] takes back at once what a dead process of this host held, and notes it as stopped', async () => {
    await using h = await open();
    const id = await enqueueOne(h.engine);
    const dead = worker();
    await h.engine.register({ id: dead, ...thisProcess(), pidStarted: 'another run of this pid' });
    await claim(h.engine, 1, { worker: dead });
    assert.deepEqual(await h.rival.rescue(), [id]);
    assert.equal((await h.engine.job(id)).state, 'ready');
    const row = await h.db.selectFrom('worker').select('state').where('id', '=', dead).executeTakeFirst();
    assert.equal(row?.state, 'stopped');
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
