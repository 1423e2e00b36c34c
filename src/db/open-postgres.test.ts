import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startPostgres } from '../../test/fixtures/postgres-server.ts';
import { migratedPostgres, postgresPlace } from '../../test/fixtures/test-database.ts';
import type { Tx } from './database.ts';
import { databaseStatus } from './database-status.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/list.ts';
import { openDatabase, openReader } from './open.ts';
import { postgresClient } from './postgres-client.ts';
import { rows } from './rows.ts';
import { rowsOfEach } from './rows-of-each.ts';
import { inSharedTransaction, inTransaction } from './transaction.ts';
import { writeLater } from './write-later.ts';

/** Connections of one reader. */
const READERS = 6;

describe('a catalogue in PostgreSQL', () => {
  it('gets its schema once, however many start at the same time, and then differs in nothing', async () => {
    await using place = await postgresPlace();
    await using one = await openDatabase(place);
    await using two = await openDatabase(place);
    await Promise.all([migrate(one), migrate(two)]);
    await using reader = await openReader(place);
    const status = await databaseStatus(reader);
    assert.deepEqual([status.ok, status.applied.length], [true, migrations.length]);
    assert.match(status.engine, /^PostgreSQL \d/);
  });

  it('[S-360] names each difference of its schema', async () => {
    await using place = await migratedPostgres();
    await using open = await openDatabase(place);
    await rows(open.db, 'drop index asset_order', []);
    await rows(open.db, 'alter table asset add column extra integer', []);
    assert.deepEqual((await databaseStatus(open)).schemaDifferences, [
      { name: 'asset', kind: 'different' },
      { name: 'asset_order', kind: 'missing' },
    ]);
  });

  it('lies in the schema that its address names, and refuses what a reader must not do there too', async () => {
    await using place = await postgresPlace();
    const file = `${place.file}?options=-c%20search_path%3Dphotos`;
    await using open = await openDatabase({ file });
    await rows(open.db, 'create schema photos', []);
    await migrate(open);
    await using reader = await openReader({ file });
    assert.equal((await databaseStatus(reader)).ok, true);
    const found = await rows(reader.db, `select schemaname from pg_tables where tablename = 'asset'`, []);
    assert.deepEqual(found, [{ schemaname: 'photos' }]);
    await assert.rejects(rows(reader.db, `delete from job`, []), { code: 'database_read_only' });
  });

  it('gives back what was stored as SQLite does: large numbers, bytes, order of texts', async () => {
    await using place = await migratedPostgres();
    await using open = await openDatabase(place);
    const keys = ['Z', 'a', 'B', 'ä', '_'];
    await inTransaction(open.db, async (tx) => {
      for (const key of keys)
        await tx
          .insertInto('library_meta')
          .values({ key, value: `0\0${key}` })
          .execute();
    });
    const stored = await open.db.selectFrom('library_meta').selectAll().orderBy('key').execute();
    assert.deepEqual(
      stored.map((row) => row.key),
      ['B', 'Z', '_', 'a', 'ä'],
    );
    assert.equal(stored[0]?.value, '0B'); // without the character that PostgreSQL does not hold
    const [row] = await rows(
      open.db,
      `select 9007199254740991::bigint as n, '\\x01ff'::bytea as b, true as t, sum(2.5) as s`,
      [],
    );
    assert.deepEqual(row, { n: Number.MAX_SAFE_INTEGER, b: new Uint8Array([1, 255]), t: 1, s: 2.5 });
    const streamed: string[] = [];
    for await (const { key } of open.db.selectFrom('library_meta').select('key').orderBy('key').stream())
      streamed.push(key);
    assert.equal(streamed.length, keys.length);
  });

  it('takes each element of a list, and each field of a list of rows, as it was given', async () => {
    await using place = await migratedPostgres();
    await using open = await openDatabase(place);
    const list = JSON.stringify(['a', 'it’s ?', 'b"c']);
    assert.deepEqual(await rows(open.db, `select value as v from (select value from json_each(?)) as given`, [list]), [
      { v: 'a' },
      { v: 'it’s ?' },
      { v: 'b"c' },
    ]);
    const table = JSON.stringify([['x', 1, { deep: [1, 2] }, null]]);
    const text = `select value ->> 0 as a, cast(value ->> 1 as bigint) + ? as b, value ->> 2 as c, value ->> 3 as d from json_each(?) where '?' = '?'`;
    assert.deepEqual(await rows(open.db, text, [1, table]), [{ a: 'x', b: 2, c: '{"deep":[1,2]}', d: null }]);
  });

  it('compares as SQLite does: with what may be null, and without regard to case', async () => {
    await using place = await migratedPostgres();
    await using open = await openDatabase(place);
    const ask = async (text: string, ...values: unknown[]) => (await rows<{ v: number }>(open.db, text, values))[0]?.v;
    assert.equal(await ask(`select null::text is ? as v`, null), 1);
    assert.equal(await ask(`select 'a' is ? as v`, 'a'), 1);
    assert.equal(await ask(`select 'a' is not ? as v`, null), 1);
    assert.equal(await ask(`select 'IMG\\_1.jpg' like ? as v`, '%g\\_1%'), 1);
    assert.equal(await ask(`select 'x' not like ? as v`, 'X'), 0);
  });

  it('refuses to write over a connection that only reads, and to wait for a lock for ever', async () => {
    await using place = await migratedPostgres();
    await using open = await openDatabase(place);
    await using hasty = await openDatabase({ ...place, busyTimeoutMs: 50 });
    await using reader = await openReader(place);
    await assert.rejects(rows(reader.db, 'delete from asset', []), { code: 'database_read_only' });
    await inTransaction(open.db, async (tx) => {
      await rows(tx, 'select 1', []);
      await assert.rejects(
        inTransaction(hasty.db, async () => undefined),
        { code: 'busy' },
      );
    });
  });

  it('does a transaction again that another one got into a deadlock with', async () => {
    await using place = await migratedPostgres();
    await using open = await openDatabase(place);
    await inTransaction(open.db, async (tx) => {
      for (const key of ['a', 'b']) await tx.insertInto('library_meta').values({ key, value: '0' }).execute();
    });
    let arrived = 0;
    const { promise: both, resolve } = Promise.withResolvers<void>();
    const addTo = (keys: readonly [string, string]): Promise<void> =>
      inSharedTransaction(open.db, async (tx) => {
        const add = (key: string) => rows(tx, 'update library_meta set value = value || ? where key = ?', ['+', key]);
        await add(keys[0]);
        if (++arrived === 2) resolve();
        await both;
        await add(keys[1]);
      });
    await Promise.all([addTo(['a', 'b']), addTo(['b', 'a'])]);
    const stored = await open.db.selectFrom('library_meta').select('value').execute();
    assert.deepEqual(stored, [{ value: '0++' }, { value: '0++' }]);
    assert.ok(arrived > 2, 'one of them began again');
  });

  it('undoes a transaction of which a statement failed that nobody waited for, and says so with the next or the commit', async () => {
    await using place = await migratedPostgres();
    await using open = await openDatabase(place);
    const add = (tx: Tx): Promise<void> => writeLater(tx, `insert into library_meta values ('twice', '')`, []);
    const first = inTransaction(open.db, async (tx) => {
      await add(tx);
      await add(tx);
    });
    await assert.rejects(first, { code: '23505' });
    const second = inTransaction(open.db, async (tx) => {
      await add(tx);
      await add(tx);
      await rows(tx, 'select 1', []);
      assert.fail('goes on');
    });
    await assert.rejects(second, { code: '23505' });
    await inTransaction(open.db, add);
    assert.equal((await open.db.selectFrom('library_meta').selectAll().where('key', '=', 'twice').execute()).length, 1);
  });

  it('gives the rows of each of several statements that are sent at once', async () => {
    await using place = await migratedPostgres();
    await using open = await openDatabase(place);
    const found = await inTransaction(open.db, (tx) => {
      return rowsOfEach<[{ n: number }, { t: string }]>(
        tx,
        [
          ['select ? + 1 as n union all select 5', [1]],
          [`select 'b' as t where false`, []],
        ],
        { first: [`insert into library_meta values ('first', '')`, []] },
      );
    });
    assert.deepEqual(found, [[{ n: 2 }, { n: 5 }], []]);
  });

  it('[S-298] says busy soon, not that the server is away, where all its connections are in use', async () => {
    await using place = await migratedPostgres();
    await using reader = await openReader(place);
    const held = [];
    for (let used = 0; used < READERS; used++) held.push(await reader.db.startTransaction().execute());
    const askedMs = performance.now();
    await assert.rejects(rows(reader.db, 'select 1', []), { code: 'busy' });
    assert.ok(performance.now() - askedMs < 3_000);
    await held.pop()?.rollback().execute();
    assert.equal((await rows(reader.db, 'select 1', [])).length, 1);
    for (const one of held) await one.rollback().execute();
  });
});

describe('a PostgreSQL server', () => {
  it('that is away, or refuses, is told by a code, without a password; it is used again when it is back', async () => {
    const server = await startPostgres({ durable: true });
    try {
      await using open = await openDatabase({ file: server.url.replace('supervisor@', 'supervisor:hunter2@') });
      await migrate(open);
      assert.doesNotMatch(open.file, /hunter2/);
      await using none = await openDatabase({ file: server.url.replace(/postgres$/, 'nowhere') });
      await assert.rejects(migrate(none), { code: 'database_refused' });
      await inTransaction(open.db, (tx) => tx.insertInto('library_meta').values({ key: 'kept', value: '' }).execute());
      await server.stop('immediate');
      await assert.rejects(rows(open.db, 'select 1', []), { code: 'database_away' });
      await assert.rejects(rows(open.db, 'select 1', []), { code: 'database_away', retry: { afterMs: 2_000 } });
      await server.start();
      assert.equal((await open.db.selectFrom('library_meta').selectAll().execute()).length, 1);
    } finally {
      server.dispose();
    }
  });

  it('that drops a connection of which nothing is asked says so with its next statement', async () => {
    await using place = await postgresPlace();
    await using open = await openDatabase(place);
    const client = postgresClient(place.file);
    await client.connect();
    const { rows: own } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const broken = new Promise((resolve) => client.once('end', resolve));
    await rows(open.db, 'select pg_terminate_backend(?)', [own[0]!.pid]);
    await broken;
    await assert.rejects(client.query('select 1'));
    await client.end();
  });
});
