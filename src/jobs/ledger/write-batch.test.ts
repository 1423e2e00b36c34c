import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Tx } from '../../db/database.ts';
import { openDatabase } from '../../db/open.ts';
import { openTestDatabase } from '../../db/open-test-database.ts';
import { rows } from '../../db/rows.ts';
import { afterCommit, inTransaction } from '../../db/transaction.ts';
import { WriteBatch } from './write-batch.ts';

/** Values of SQLite's `pragma synchronous`. */
const [NORMAL, FULL] = [1, 2];

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

it('waits for the disk unless nothing of a group needs it, and always again afterwards', async () => {
  await using open = await openDatabase({ file: ':memory:' });
  const batch = new WriteBatch(open.db);
  const level = (tx: Tx) =>
    rows<{ synchronous: number }>(tx, 'pragma synchronous', []).then(([row]) => row?.synchronous);
  const early = () => batch.submit(level, { isEarly: true });
  assert.deepEqual(await Promise.all([early(), early()]), [NORMAL, NORMAL]);
  assert.equal(await batch.submit(level), FULL);
  assert.deepEqual(await Promise.all([early(), batch.submit(level)]), [FULL, FULL]);
  const { promise: after, resolve } = Promise.withResolvers<unknown>();
  await batch.submit(async (tx) => afterCommit(tx, () => resolve(inTransaction(open.db, level))), { isEarly: true });
  assert.equal(await after, FULL, 'what a commit starts waits for the disk');
  await assert.rejects(
    batch.submit(() => Promise.reject(new Error('no')), { isEarly: true }),
    /no/,
  );
  assert.equal(await batch.submit(level), FULL);
});
