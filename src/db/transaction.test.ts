import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Tx } from './database.ts';
import { openTestDatabase } from './open-test-database.ts';
import { openDatabase } from './open.ts';
import { rows } from './rows.ts';
import { afterCommit, inTransaction } from './transaction.ts';

const [NORMAL, FULL] = [1, 2];

describe('inTransaction', () => {
  it('commits when the work resolves, and calls what waits for it afterwards', async () => {
    await using open = await openTestDatabase();
    const order: string[] = [];
    const result = await inTransaction(open.db, async (tx) => {
      afterCommit(tx, () => order.push('after'));
      await tx.insertInto('library_meta').values({ key: 'a', value: '1' }).execute();
      order.push('work');
      return 7;
    });
    assert.equal(result, 7);
    assert.deepEqual(order, ['work', 'after']);
    assert.equal((await open.db.selectFrom('library_meta').selectAll().execute()).length, 1);
  });

  it('rolls back when the work throws, and calls nothing', async () => {
    await using open = await openTestDatabase();
    let called = false;
    const work = inTransaction(open.db, async (tx) => {
      afterCommit(tx, () => (called = true));
      await tx.insertInto('library_meta').values({ key: 'a', value: '1' }).execute();
      throw new Error('no');
    });
    await assert.rejects(work, /no/);
    assert.equal(called, false);
    assert.deepEqual(await open.db.selectFrom('library_meta').selectAll().execute(), []);
  });

  it('runs one at a time: 20 concurrent read-modify-writes add up to 20', async () => {
    await using open = await openTestDatabase();
    await open.db.insertInto('library_meta').values({ key: 'n', value: '0' }).execute();
    const addOne = () =>
      inTransaction(open.db, async (tx) => {
        const { value } = await tx.selectFrom('library_meta').select('value').executeTakeFirstOrThrow();
        await Promise.resolve();
        await tx
          .updateTable('library_meta')
          .set({ value: String(Number(value) + 1) })
          .execute();
      });
    await Promise.all(Array.from({ length: 20 }, addOne));
    const row = await open.db.selectFrom('library_meta').select('value').executeTakeFirstOrThrow();
    assert.equal(row.value, '20');
  });

  it('waits for the disk unless it commits early, also where an early one started it', async () => {
    await using open = await openDatabase({ file: ':memory:' });
    const level = (tx: Tx) =>
      rows<{ synchronous: number }>(tx, 'pragma synchronous', []).then(([row]) => row?.synchronous);
    let later: Promise<unknown> | undefined;
    const early = await inTransaction(
      open.db,
      (tx) => {
        later = inTransaction(open.db, level); // has its turn after this one
        return level(tx);
      },
      { isEarly: true },
    );
    assert.equal(early, NORMAL);
    assert.equal(await later, FULL);
  });
});
