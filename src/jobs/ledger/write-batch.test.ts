import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openTestDatabase } from '../../db/open-test-database.ts';
import { afterCommit } from '../../db/transaction.ts';
import { WriteBatch } from './write-batch.ts';

it('commits all that is asked for at once in one transaction', async () => {
  await using open = await openTestDatabase();
  const batch = new WriteBatch(open.db);
  const transactions = new Set<unknown>();
  const write = (key: string) =>
    batch.submit(async (tx) => {
      transactions.add(tx);
      await tx.insertInto('library_meta').values({ key, value: '' }).execute();
      return key;
    });
  assert.deepEqual(await Promise.all(['a', 'b', 'c'].map(write)), ['a', 'b', 'c']);
  assert.equal(transactions.size, 1);
});

it('lets a faulty write fail alone', async () => {
  await using open = await openTestDatabase();
  const batch = new WriteBatch(open.db);
  let committed = 0;
  const write = (key: string) =>
    batch.submit(async (tx) => {
      afterCommit(tx, () => committed++);
      await tx.insertInto('library_meta').values({ key, value: '' }).execute();
    });
  const ends = await Promise.allSettled(['x', 'same', 'same', 'y'].map(write));
  assert.deepEqual(
    ends.map((end) => end.status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  );
  assert.equal(committed, 3);
  const keys = await open.db.selectFrom('library_meta').select('key').where('key', 'in', ['x', 'same', 'y']).execute();
  assert.equal(keys.length, 3);
});
