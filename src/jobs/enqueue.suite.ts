import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noteOnce, single } from '../../test/fixtures/job-kinds.ts';
import { inTransaction } from '../db/transaction.ts';
import type { EngineBench } from './bench.suite.ts';
import { newJob } from './kind.ts';

/** How jobs come to be. */
export function enqueueSuite({ open, claim }: EngineBench): void {
  it('[S-091] makes one job of 50 with one key at once, and tells all of it', async () => {
    await using h = await open();
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 ? h.engine : h.rival).enqueue([newJob(single, { key: 'k' })])),
    );
    const told = all.flat();
    assert.equal(new Set(told.map((t) => t.id)).size, 1);
    assert.equal(told.filter((t) => t.outcome === 'added').length, 1);
    const [job] = await claim(h.engine);
    assert.equal((await h.engine.enqueue([newJob(single, { key: 'k' })]))[0]?.outcome, 'duplicate');
    await h.engine.settle([{ lease: job!.lease, ok: null }]);
    const twice = await h.engine.enqueue([newJob(single, { key: 'k' }), newJob(single, { key: 'k' })]);
    assert.deepEqual(
      twice.map((t) => t.outcome),
      ['added', 'duplicate'],
    );
    assert.equal(twice[0]?.id, twice[1]?.id);
  });

  it('[S-099] keeps payload and result as structured data, for every process that opens the library', async () => {
    await using h = await open();
    await h.engine.enqueue([newJob(noteOnce, { n: 7, ms: 0 })]);
    const [job] = await claim(h.engine);
    const result = { made: ['a', { widthPx: 3 }], none: null };
    await h.engine.settle([{ lease: job!.lease, ok: result }]);
    const kept = await h.rival.job(job!.lease.id);
    assert.deepEqual([kept.state, kept.payload, kept.result], ['done', { n: 7, ms: 0 }, result]);
  });

  it('[S-092] shows a job when the transaction that enqueues it commits, and never when it rolls back', async () => {
    await using h = await open();
    let woken = 0;
    using _wake = h.engine.onWake(() => void woken++);
    const enqueueThen = (end: () => void): Promise<void> =>
      inTransaction(h.db, async (tx) => {
        await h.engine.enqueue([newJob(noteOnce, { n: 1, ms: 0 })], tx);
        assert.equal(woken, 0);
        end();
      });
    await assert.rejects(
      enqueueThen(() => {
        throw new Error('changed my mind');
      }),
    );
    assert.deepEqual(await h.engine.counts(), []);
    await enqueueThen(() => undefined);
    assert.equal(woken, 1);
    assert.equal((await claim(h.rival)).length, 1);
  });

  it('refuses an input that does not fit its kind, with all that came with it', async () => {
    await using h = await open();
    const jobs = [newJob(noteOnce, { n: 1, ms: 0 }), { kind: noteOnce, input: { n: 'one' } }];
    await assert.rejects(h.engine.enqueue(jobs), { code: 'job_payload_invalid' });
    assert.deepEqual(await h.engine.counts(), []);
  });
}
