import assert from 'node:assert/strict';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { hasCode } from '../base/errors.ts';
import { migrate } from './migrate.ts';
import { openDatabase, openReader } from './open.ts';
import { openTestDatabase } from './open-test-database.ts';
import { inTransaction } from './transaction.ts';

async function pragma(db: Parameters<typeof inTransaction>[0], name: string): Promise<unknown> {
  const { rows } = await sql<Record<string, unknown>>`${sql.raw(`pragma ${name}`)}`.execute(db);
  return Object.values(rows[0] ?? {})[0];
}

describe('openDatabase', () => {
  it('[S-363] opens a file in WAL mode with full durability and foreign keys on', async () => {
    await using folder = await tempFolder();
    await using open = await openDatabase({ file: join(folder.path, 'a.sqlite') });
    assert.equal(await pragma(open.db, 'journal_mode'), 'wal');
    assert.equal(await pragma(open.db, 'synchronous'), 2);
    assert.equal(await pragma(open.db, 'foreign_keys'), 1);
  });

  it('[S-363] lowers durability when asked', async () => {
    await using folder = await tempFolder();
    await using open = await openDatabase({ file: join(folder.path, 'a.sqlite'), synchronous: 'NORMAL' });
    assert.equal(await pragma(open.db, 'synchronous'), 1);
  });

  it('[S-358] names a folder that is missing or a file that is no database', async () => {
    await using folder = await tempFolder();
    const missing = openDatabase({ file: join(folder.path, 'none', 'a.sqlite') });
    await assert.rejects(missing, (error) => hasCode(error, 'database_unreadable'));
    const text = join(folder.path, 'text.sqlite');
    await writeFile(text, 'this is a text and not a database, however long it goes on'.repeat(20));
    await assert.rejects(openDatabase({ file: text }), (error) => hasCode(error, 'database_damaged'));
  });

  it('closes the file, so that no log stays beside it', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'a.sqlite');
    const open = await openDatabase({ file });
    await migrate(open);
    await open[Symbol.asyncDispose]();
    await assert.rejects(stat(`${file}-wal`), { code: 'ENOENT' });
  });

  it('returns plain rows and counts of changes', async () => {
    await using open = await openTestDatabase();
    const rows = [{ key: 'a', value: '1' }];
    const inserted = await open.db.insertInto('library_meta').values(rows).executeTakeFirstOrThrow();
    assert.equal(inserted.numInsertedOrUpdatedRows, 1n);
    assert.deepEqual(await open.db.selectFrom('library_meta').selectAll().execute(), rows);
    const returned = await open.db.deleteFrom('library_meta').returning('value').execute();
    assert.deepEqual(returned, [{ value: '1' }]);
  });

  it('streams a table while the same statement is asked again', async () => {
    await using open = await openTestDatabase();
    const values = Array.from({ length: 50 }, (_, n) => ({ key: `k${n}`, value: String(n) }));
    await open.db.insertInto('library_meta').values(values).execute();
    const seen: string[] = [];
    for await (const row of open.db.selectFrom('library_meta').select('value').stream()) seen.push(row.value);
    assert.equal(seen.length, 50);
  });
});

describe('openReader', () => {
  it('reads what is committed while a write transaction runs, and cannot write', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'a.sqlite');
    await using open = await openDatabase({ file });
    await migrate(open);
    await using reader = await openReader({ file });
    await inTransaction(open.db, async (tx) => {
      await tx.insertInto('library_meta').values({ key: 'a', value: '1' }).execute();
      assert.deepEqual(await reader.db.selectFrom('library_meta').selectAll().execute(), []);
    });
    assert.equal((await reader.db.selectFrom('library_meta').selectAll().execute()).length, 1);
    const write = reader.db.deleteFrom('library_meta').execute();
    await assert.rejects(write, (error) => hasCode(error, 'database_read_only'));
  });

  it('creates no file where none is', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'a.sqlite');
    await assert.rejects(openReader({ file }), (error) => hasCode(error, 'database_unreadable'));
    await assert.rejects(stat(file), { code: 'ENOENT' });
  });
});

describe('a database that another process writes', () => {
  it('[S-363] is waited for without stopping the event loop, then written', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'a.sqlite');
    await using open = await openDatabase({ file });
    await migrate(open);
    using other = new DatabaseSync(file);
    other.exec('begin immediate');
    let turns = 0;
    const turning = setInterval(() => {
      turns++;
      if (turns === 3) other.exec('commit');
    }, 1);
    await inTransaction(open.db, (tx) => tx.insertInto('library_meta').values({ key: 'a', value: '1' }).execute());
    clearInterval(turning);
    assert.ok(turns >= 3);
  });

  it('[S-363] gives up with code busy after the busy timeout', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'a.sqlite');
    await using open = await openDatabase({ file, busyTimeoutMs: 30 });
    await migrate(open);
    using other = new DatabaseSync(file);
    other.exec('begin immediate');
    const write = inTransaction(open.db, (tx) => tx.deleteFrom('library_meta').execute());
    await assert.rejects(write, (error) => hasCode(error, 'busy') && error.retry === 'retry');
  });
});
