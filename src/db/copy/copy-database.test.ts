import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openTestServer } from '../../../test/fixtures/test-server.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { postgresPlace } from '../../../test/fixtures/test-database.ts';
import { systemClock } from '../../base/clock.ts';
import { backupDatabase } from '../backup.ts';
import { databaseStatus } from '../database-status.ts';
import { readSchema } from '../dialect/inspect.ts';
import { holdLibrary } from '../hold-library.ts';
import { migrate } from '../migrate.ts';
import { type OpenDatabase, openDatabase } from '../open.ts';
import { openTestDatabase } from '../open-test-database.ts';
import { restorePostgres } from '../restore-postgres.ts';
import { inTransaction } from '../transaction.ts';
import { copyDatabase } from './copy-database.ts';
import { copyOrder } from './copy-order.ts';
import { copyRows } from './copy-rows.ts';

/** A library in a file with assets, one of them covered by another, bytes, a text with a character 0, and jobs. */
async function openSource() {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempFolder()).path;
  const open = stack.use(await openDatabase({ file: join(folder, 'source.sqlite') }));
  await migrate(open);
  const server = stack.use(await openTestServer());
  const ids = [await server.addAsset('a.jpg', Buffer.from('a')), await server.addAsset('b.jpg', Buffer.from('b'))];
  const [cover = '', covered = ''] = ids.sort().reverse(); // what is covered has the smaller id and would come first
  await inTransaction(server.db, async (tx) => {
    const thumbhash = new Uint8Array([0, 255, 7]);
    await tx.updateTable('asset').set({ cover_id: cover, thumbhash, lat: 48.5 }).where('id', '=', covered).execute();
  });
  await inTransaction(open.db, async (tx) => {
    await copyRows(server.db, tx);
    const done = { origin: 'pages', name: 'jobs.hold', input: '{}', outcome: 'ok', touched: 2, made: null } as const;
    await tx
      .insertInto('operation')
      .values({ ...done, id: 'op_1', at_ms: 1, duration_ms: 3 })
      .execute();
    await tx.insertInto('library_meta').values({ key: 'odd', value: 'zero \0 inside, ü, 😀' }).execute();
  });
  const owned = stack.move();
  return { open, folder, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function assetsOf({ db }: OpenDatabase): Promise<unknown> {
  return await db.selectFrom('asset').selectAll().orderBy('id').execute();
}

describe('copyDatabase', () => {
  it('knows every table', async () => {
    await using open = await openTestDatabase();
    const tables = await open.db.introspection.getTables();
    assert.deepEqual([...copyOrder, 'schema_migration'].sort(), tables.map(({ name }) => name).sort());
    assert.ok((await readSchema(open.db)).length > tables.length);
  });

  it('[S-330] takes a library from SQLite to PostgreSQL and back, whole, and goes on counting events', async () => {
    await using source = await openSource();
    await using place = await postgresPlace();
    await using away = await openDatabase(place);
    const there = await copyDatabase(source.open, away);
    assert.ok(there.some(({ table, rows }) => table === 'asset' && rows === 2));
    const [operation] = await away.db.selectFrom('operation').selectAll().execute();
    assert.deepEqual([operation?.id, operation?.touched], ['op_1', 2], 'what people changed comes along');
    assert.equal((await databaseStatus(away)).ok, true);
    await using back = await openDatabase({ file: join(source.folder, 'back.sqlite') });
    assert.deepEqual(await copyDatabase(away, back), there);
    assert.equal((await databaseStatus(back)).ok, true);
    assert.deepEqual(await assetsOf(back), await assetsOf(source.open));
    const event = { at_ms: 1, type: 't', version: 1, subject: null, data: '{}' };
    const last = await away.db.selectFrom('event').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
    const next = await inTransaction(away.db, (tx) => tx.insertInto('event').values(event).returning('seq').execute());
    assert.ok(last && next[0] && next[0].seq > last.seq);
  });

  it('refuses a target that holds a library, and a source that runs', async () => {
    await using source = await openSource();
    await using place = await postgresPlace();
    await using away = await openDatabase(place);
    await copyDatabase(source.open, away);
    await assert.rejects(copyDatabase(source.open, away), { code: 'database_not_empty' });
    await using other = await postgresPlace();
    await using target = await openDatabase(other);
    await using _holder = await holdLibrary(source.open, systemClock);
    await assert.rejects(copyDatabase(source.open, target), { code: 'library_in_use' });
  });
});

describe('a backup of a PostgreSQL database', () => {
  it('[S-367] is one file, taken while the library runs, and comes back in its place beside the replaced tables', async () => {
    await using source = await openSource();
    await using place = await postgresPlace();
    await using open = await openDatabase(place);
    await copyDatabase(source.open, open);
    const before = await assetsOf(open);
    const file = join(source.folder, 'backup.sqlite');
    {
      await using _holder = await holdLibrary(open, systemClock);
      await backupDatabase(open, file);
      await assert.rejects(backupDatabase(open, file), { code: 'backup_exists' });
    }
    await inTransaction(open.db, (tx) => tx.updateTable('asset').set({ name: 'changed' }).execute());
    const { replaced } = await restorePostgres(place.file, file);
    assert.deepEqual(await assetsOf(open), before);
    assert.equal((await databaseStatus(open)).ok, true);
    const kept = await open.db
      .withSchema(replaced ?? '')
      .selectFrom('asset')
      .select('name')
      .distinct()
      .execute();
    assert.deepEqual(kept, [{ name: 'changed' }]);
  });
});
