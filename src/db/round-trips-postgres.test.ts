import assert from 'node:assert/strict';
import { it } from 'node:test';
import { migratedPostgres } from '../../test/fixtures/test-database.ts';
import { openDatabase } from './open.ts';
import { rows } from './rows.ts';
import { askAhead, changeAndRead, forgetAhead, type Once, rowsOfEach, type Statement } from './rows-of-each.ts';
import { inTransaction } from './transaction.ts';

const NOTE = 'insert into library_meta (key, value) values (?, ?)';
const COUNT = 'select count(*) as n from library_meta where value = ?';

it('reads with a change what is asked ahead, and anew what may be different by then', async () => {
  await using place = await migratedPostgres();
  await using open = await openDatabase(place);
  const seen = await inTransaction(open.db, async (tx) => {
    const list: readonly [Statement] = [[COUNT, ['x']]];
    const counted = async (): Promise<number | undefined> => (await rowsOfEach<[{ n: number }]>(tx, list))[0][0]?.n;
    askAhead(tx, list, { first: [NOTE, ['first', 'x']] });
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

it('does a statement once that is asked for with others, also where these are asked for again', async () => {
  await using place = await migratedPostgres();
  await using open = await openDatabase(place);
  const once: Once = { statement: [`${NOTE} returning key`, ['once', 'y']] };
  const seen = await inTransaction(open.db, async (tx) => {
    const list: readonly [Statement] = [[COUNT, ['x']]];
    askAhead(tx, list, { last: once });
    await changeAndRead<[]>(tx, [NOTE, ['a', 'x']], []);
    forgetAhead(tx);
    return rowsOfEach<[{ n: number }]>(tx, list, { last: once });
  });
  assert.deepEqual([seen, once.found], [[[{ n: 1 }]], [{ key: 'once' }]]);
});

it('knows after a packet that failed which of its statements are prepared', async () => {
  await using place = await migratedPostgres();
  await using open = await openDatabase(place);
  const text = (n: number): string => `select cast(? as text) as t${n}`;
  const unsendable = {
    toPostgres() {
      throw new TypeError('No text');
    },
  };
  const failing = async (list: readonly [Statement, Statement, Statement]): Promise<unknown> =>
    inTransaction(open.db, (tx) => rowsOfEach<[object, object, object]>(tx, list)).catch((error: unknown) => error);
  const refused = await failing([
    [text(1), ['a']],
    ['select 1 / cast(? as bigint) as n', [0]],
    [text(2), ['b']],
  ]);
  const unsent = await failing([
    [text(3), ['a']],
    [text(4), [unsendable]],
    [text(5), ['b']],
  ]);
  assert.deepEqual([refused instanceof Error, unsent instanceof Error], [true, true]);
  for (const n of [1, 2, 3, 4, 5]) {
    assert.deepEqual(await inTransaction(open.db, (tx) => rows(tx, text(n), ['c'])), [{ [`t${n}`]: 'c' }]);
  }
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
