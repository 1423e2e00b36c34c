import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { until } from '../../test/fixtures/until.ts';
import { FakeClock } from '../base/clock.ts';
import { type AppError, hasCode } from '../base/errors.ts';
import { assertMigrated } from './compare-migrations.ts';
import { databaseStatus } from './database-status.ts';
import { readSchema } from './dialect/inspect.ts';
import { migrate } from './migrate.ts';
import { type Migration, migrations } from './migrations/list.ts';
import { openDatabase, openReader } from './open.ts';
import { openTestDatabase } from './open-test-database.ts';
import { outgrown } from './outgrown.ts';

const inMemory = () => openDatabase({ file: ':memory:' });

function extra(id: number, text: string): Migration {
  const up: Migration['up'] = async (db) => {
    await sql.raw(text).execute(db);
  };
  return { id, name: `extra-${id}`, description: 'Only here', up };
}

describe('the list of migrations', () => {
  it('[S-346] names every file of its folder, numbered without gaps', async () => {
    const files = (await readdir(new URL('migrations/', import.meta.url))).filter((name) => /^\d/.test(name)).sort();
    const named = migrations.map(({ id, name }) => `${String(id).padStart(3, '0')}-${name}.ts`);
    assert.deepEqual(files, named);
    assert.deepEqual(
      migrations.map(({ id }) => id),
      migrations.map((_, index) => index + 1),
    );
  });
});

describe('the source', () => {
  it('[S-346] changes the schema in migrations only', async () => {
    const root = new URL('../', import.meta.url);
    const files = (await readdir(root, { recursive: true })).filter((name) => /^(?!.*\.test).*\.ts$/.test(name));
    const ddl =
      /\b(?:create|alter|drop)\s+(?:unique\s+)?(?:table|index|view|trigger)\b|\.(?:create|alter|drop)(?:Table|Index|View)\(/i;
    const changing = [];
    for (const file of files) if (ddl.test(await readFile(new URL(file, root), 'utf8'))) changing.push(file);
    const elsewhere = changing.filter((file) => !file.startsWith(join('db', 'migrations')));
    // the record of migrations itself, and replaced tables that are set aside
    assert.deepEqual(elsewhere.sort(), [join('db', 'apply-migration.ts'), join('db', 'restore-postgres.ts')]);
    assert.ok(changing.length > 1);
  });
});

describe('migrate', () => {
  it('[S-365] records number, name, time, description and hash of each step, and tells of it', async () => {
    await using open = await inMemory();
    const told: string[] = [];
    const before = Date.now();
    await migrate(open, { onStep: ({ name }) => told.push(name) });
    const rows = await open.db.selectFrom('schema_migration').selectAll().execute();
    assert.deepEqual(
      rows.map(({ id, name, description }) => ({ id, name, description })),
      migrations.map(({ id, name, description }) => ({ id, name, description })),
    );
    assert.deepEqual(
      told,
      migrations.map(({ name }) => name),
    );
    assert.ok(rows.every(({ hash, applied_at_ms }) => /^[0-9a-f]{64}$/.test(hash) && applied_at_ms >= before));
  });

  it('[S-365] skips what is applied, also after a rename', async () => {
    await using open = await openTestDatabase();
    const renamed = migrations.map((one) => ({ ...one, name: `new-${one.name}` }));
    assert.deepEqual(await migrate(open, { list: renamed }), []);
  });

  it('[S-365] stops at the first failure and undoes that step whole', async () => {
    await using open = await openTestDatabase();
    const half = extra(101, 'create table half (a text)');
    const failing: Migration = {
      ...half,
      up: async (db) => {
        await half.up(db);
        await sql`create table half (a text)`.execute(db);
      },
    };
    const list = [
      ...migrations,
      extra(100, 'create table good (a text)'),
      failing,
      extra(102, 'create table later (a)'),
    ];
    await assert.rejects(migrate(open, { list }), (error) => hasCode(error, 'migration_failed'));
    const names = new Set((await readSchema(open.db)).map(({ name }) => name));
    assert.ok(names.has('good') && !names.has('half') && !names.has('later'));
  });

  it('[S-360] refuses a database whose steps were others, and one of a newer version', async () => {
    await using open = await openTestDatabase();
    await migrate(open, { list: [...migrations, extra(100, 'create table x (a text)')] });
    await assert.rejects(migrate(open), (error) => hasCode(error, 'database_newer'));
    const changed = [...migrations, extra(100, 'create table x (b text)')];
    await assert.rejects(migrate(open, { list: changed }), (error) => hasCode(error, 'migration_changed'));
    await assert.rejects(assertMigrated(open.db), { code: 'database_newer' }, 'nor does a worker join in');
  });

  it('[S-360] tells a worker that runs when a newer version has changed its database', async () => {
    await using open = await openTestDatabase();
    const clock = new FakeClock();
    const stop = new AbortController();
    const over = outgrown(open.db, clock, stop.signal);
    await migrate(open, { list: [...migrations, extra(100, 'create table x (a text)')] });
    let told: AppError | undefined;
    void over.then((error) => (told = error));
    await until(async () => {
      clock.advance(10_000);
      return told !== undefined;
    });
    assert.equal(told?.code, 'database_newer');
    const other = outgrown(open.db, clock, stop.signal);
    stop.abort();
    assert.equal(await other, undefined);
  });

  it('[S-359] ends with the same schema from every earlier version as from nothing', async () => {
    await using fresh = await openTestDatabase();
    const expected = await readSchema(fresh.db);
    for (let count = 1; count < migrations.length; count++) {
      await using open = await inMemory();
      await migrate(open, { list: migrations.slice(0, count) });
      await migrate(open);
      assert.deepEqual(await readSchema(open.db), expected);
    }
  });

  it('takes a backup before it changes a schema, and keeps the last five', async () => {
    await using folder = await tempFolder();
    const backups = join(folder.path, 'backups');
    await using open = await openDatabase({ file: join(folder.path, 'a.sqlite') });
    await migrate(open, { backups });
    await assert.rejects(readdir(backups), { code: 'ENOENT' });
    await open.db.insertInto('library_meta').values({ key: 'a', value: '1' }).execute();
    const steps = [106, 107, 108, 109, 110, 111, 112].map((id) => extra(id, `create table t${id} (a text)`));
    for (let count = 1; count <= steps.length; count++) {
      await migrate(open, { backups, list: [...migrations, ...steps.slice(0, count)] });
    }
    const kept = (await readdir(backups)).sort();
    assert.deepEqual(
      kept.map((name) => name.slice(-'before-000.sqlite'.length)),
      [108, 109, 110, 111, 112].map((id) => `before-${String(id).padStart(3, '0')}.sqlite`),
    );
    await using backup = await openReader({ file: join(backups, kept[0]!) });
    const names = new Set((await readSchema(backup.db)).map(({ name }) => name));
    assert.ok(names.has('t107') && !names.has('t108'));
    assert.equal((await backup.db.selectFrom('library_meta').selectAll().execute()).length, 1);
  });
});

describe('databaseStatus', () => {
  it('[S-366] finds nothing in a database that is up to date', async () => {
    await using open = await openTestDatabase();
    const status = await databaseStatus(open);
    assert.equal(status.ok, true);
    assert.match(status.engine, /^SQLite 3\./);
  });

  it('[S-360] [S-366] names pending steps without applying them', async () => {
    await using open = await inMemory();
    const status = await databaseStatus(open);
    assert.equal(status.ok, false);
    assert.equal(status.pending.length, migrations.length);
    assert.deepEqual(await readSchema(open.db), []);
  });

  it('[S-360] [S-366] names each difference of the schema and each broken reference', async () => {
    await using open = await openTestDatabase();
    await sql`drop index asset_order`.execute(open.db);
    await sql`create table stray (a text)`.execute(open.db);
    await sql`alter table worker add column mood text`.execute(open.db);
    await sql`pragma foreign_keys = off`.execute(open.db);
    await sql`insert into asset_version values ('as_gone', 1, 'x', 1, 1)`.execute(open.db);
    const status = await databaseStatus(open);
    assert.equal(status.ok, false);
    assert.deepEqual(status.schemaDifferences, [
      { name: 'asset_order', kind: 'missing' },
      { name: 'stray', kind: 'extra' },
      { name: 'worker', kind: 'different' },
    ]);
    assert.deepEqual(status.check.brokenReferences, [{ table: 'asset_version', rowId: 1, parent: 'asset' }]);
  });
});
