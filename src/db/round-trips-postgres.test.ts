import assert from 'node:assert/strict';
import { it } from 'node:test';
import { migratedPostgres } from '../../test/fixtures/test-database.ts';
import { openDatabase } from './open.ts';
import { rows } from './rows.ts';
import { askAhead, changeAndRead, forgetAhead, rowsOfEach, type Statement } from './rows-of-each.ts';
import { inTransaction } from './transaction.ts';

const NOTE = 'insert into library_meta (key, value) values (?, ?)';
const COUNT = 'select count(*) as n from library_meta where value = ?';

it('reads with a change what is asked ahead, and anew what may be different by then', async () => {
  await using place = await migratedPostgres();
  await using open = await openDatabase(place);
  const seen = await inTransaction(open.db, async (tx) => {
    const list: readonly [Statement] = [[COUNT, ['x']]];
    const counted = async (): Promise<number | undefined> => (await rowsOfEach<[{ n: number }]>(tx, list))[0][0]?.n;
    askAhead(tx, list, [NOTE, ['first', 'x']]);
    const one = await changeAndRead<[{ n: number }]>(tx, [NOTE, ['a', 'x']], [[COUNT, ['x']]]);
    await rows(tx, NOTE, ['b', 'x']);
    const ahead = await counted();
    const anew = await counted();
    askAhead(tx, list);
    const two = await changeAndRead<[]>(tx, [`delete from library_meta where value = 'x'`, []], []);
    await rows(tx, NOTE, ['c', 'x']);
    forgetAhead(tx);
    return [one, ahead, anew, two, await counted()];
  });
  assert.deepEqual(seen, [{ changed: 1, found: [[{ n: 1 }]] }, 2, 3, { changed: 3, found: [] }, 1]);
});

it('returns from a transaction that others wait for when the disk has it, however soon they go on', async () => {
  await using place = await migratedPostgres();
  {
    await using open = await openDatabase(place);
    const [name] = await rows<{ name: string }>(open.db, 'select current_database() as name', []);
    await rows(open.db, `alter database "${name?.name}" set synchronous_commit = on`, []); // as servers have it
  }
  await using open = await openDatabase(place);
  const written = await inTransaction(open.db, async (tx) => {
    await rows(tx, NOTE, ['a', 'x']);
    const [at] = await rows<{ at: string; sync: string }>(
      tx,
      `select cast(pg_current_wal_insert_lsn() as text) as at, current_setting('synchronous_commit') as sync`,
      [],
    );
    return at;
  });
  assert.equal(written?.sync, 'off', 'the commit itself lets the next one go on');
  const [disk] = await rows<{ has: number }>(open.db, 'select pg_current_wal_flush_lsn() > cast(? as pg_lsn) as has', [
    written?.at,
  ]);
  assert.equal(disk?.has, 1);
});
