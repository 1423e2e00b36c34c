import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noteOnce, single } from '../../test/fixtures/job-kinds.ts';
import { inTransaction } from '../db/transaction.ts';
import { type EngineBench, error } from './bench.suite.ts';
import { newJob } from './kind.ts';

const NO_CAP = { total: 0, perKind: 0, kinds: {}, perAsset: 0 };
const note = (n: number) => newJob(noteOnce, { n, ms: 0 });
const named = (key: string) => newJob(single, { key });

/** How jobs come to be that somebody asks for. */
export function askSuite({ open, claim }: EngineBench): void {
  it('[S-090] refuses what is asked for beyond each cap, naming it, what it is and what is open, and keeps nothing of it', async () => {
    await using h = await open();
    const refused = async (caps: object, jobs: Parameters<typeof h.engine.ask>[0], message: RegExp): Promise<void> => {
      const before = await h.engine.counts();
      await assert.rejects(h.engine.ask(jobs, { ...NO_CAP, ...caps }), { code: 'queue_full', message });
      assert.deepEqual(await h.engine.counts(), before);
    };
    await h.engine.ask([note(1), named('a')], { ...NO_CAP, total: 2, perKind: 1, perAsset: 1 });
    await refused(
      { total: 3 },
      [note(2), note(3)],
      /^At most 3 jobs may be open on request \(jobs\.caps\.total\): 2 are open, and 2 more are asked for$/u,
    );
    await refused(
      { perKind: 1 },
      [named('b')],
      /^At most 1 job of test\.single .*\(jobs\.caps\.perKind\): 1 is open, and 1 more is/u,
    );
    await refused(
      { perKind: 9, kinds: { 'test.single': 1 } },
      [note(2), named('b')],
      /\(jobs\.caps\.kinds\.test\.single\)/u,
    );
    await refused(
      { perAsset: 1 },
      [note(2), note(1)],
      /^At most 1 job for as_1 .*\(jobs\.caps\.perAsset\): 1 is open/u,
    );
    await refused({ perAsset: 1 }, [note(2), note(2)], /: none is open, and 2 more are asked for$/u);
    await h.engine.ask([note(2), named('b')], { total: 4, perKind: 2, kinds: {}, perAsset: 1 });
  });

  it('[S-090] counts neither what a library makes for itself nor what has ended, and lets the same be asked for twice', async () => {
    await using h = await open();
    const caps = { ...NO_CAP, total: 1 };
    await h.engine.enqueue([note(1), note(2), note(3)]);
    await h.engine.ask([named('a')], caps);
    assert.equal((await h.engine.ask([named('a')], caps))[0]?.outcome, 'duplicate');
    await h.engine.enqueue([note(4)]);
    await assert.rejects(h.engine.ask([note(5)], caps), { code: 'queue_full' });
    for (const { lease } of await claim(h.engine)) await h.engine.settle([{ lease, ok: null }]);
    assert.equal((await h.engine.ask([note(5)], caps))[0]?.outcome, 'added');
  });

  it('[S-090] never lets two that ask at once go over a cap together', async () => {
    await using h = await open();
    const caps = { ...NO_CAP, total: 3 };
    const asks = Array.from({ length: 8 }, (_, n) => (n % 2 ? h.engine : h.rival).ask([note(n)], caps));
    const ends = await Promise.allSettled(asks);
    assert.equal(ends.filter(({ status }) => status === 'fulfilled').length, 3);
    assert.deepEqual(
      (await h.engine.counts()).map(({ count }) => count),
      [3],
    );
  });

  it('[S-090] refuses with the transaction that asks, not with what others write at the time', async () => {
    await using h = await open();
    const caps = { ...NO_CAP, total: 1 };
    const both = inTransaction(h.db, async (tx) => {
      await h.engine.enqueue([note(1)], tx);
      await h.engine.ask([note(2), note(3)], caps, tx);
    });
    await assert.rejects(both, { code: 'queue_full' });
    assert.deepEqual(await h.engine.counts(), []);
    const [refused, kept] = await Promise.allSettled([
      h.engine.ask([note(1), note(2)], caps),
      h.engine.enqueue([note(3)]),
    ]);
    assert.deepEqual([refused.status, kept.status], ['rejected', 'fulfilled']);
  });

  it('[S-090] holds to the caps who wants done jobs done again, never who repairs failed ones', async () => {
    await using h = await open();
    const caps = { ...NO_CAP, perKind: 1 };
    const ids = (await h.engine.enqueue([note(1), note(2), note(3), note(4)])).map(({ id }) => id);
    const claimed = await claim(h.engine);
    for (const [i, { lease }] of claimed.entries())
      await h.engine.settle([i < 2 ? { lease, ok: null } : { lease, failed: error }]);
    const done = claimed.slice(0, 2).map(({ lease }) => lease.id);
    await assert.rejects(h.engine.retry(ids, { caps }), { code: 'queue_full' });
    assert.equal((await h.engine.totals()).waiting, 0);
    assert.equal(
      await h.engine.retry(
        ids.filter((id) => !done.includes(id)),
        { caps },
      ),
      2,
    );
    assert.equal(await h.engine.retry(done.slice(0, 1), { caps }), 1);
    await assert.rejects(h.engine.retry(done, { caps }), { code: 'queue_full' });
    assert.equal(await h.engine.retry(done), 1, 'without caps');
  });
}
