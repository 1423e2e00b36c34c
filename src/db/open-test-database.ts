import { existsSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { migratedPostgres, onPostgres } from '../../test/fixtures/test-database.ts';
import { isPostgresUrl } from '../base/database-url.ts';
import { testCatalogue } from './test-catalogue.ts';
import { migrate } from './migrate.ts';
import { type DatabaseOptions, type OpenDatabase, openDatabase, overSqlite } from './open.ts';

/** An empty catalogue with the schema of today, in memory or on PostgreSQL as the run says. For tests. */
export async function openTestDatabase(): Promise<OpenDatabase> {
  if (onPostgres) return openOnPostgres();
  const sqlite = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
  sqlite.deserialize(await testCatalogue());
  return overSqlite(sqlite, { file: ':memory:' });
}

/** Opens a database with the schema of today; a file that is not there yet is an empty catalogue. For tests. */
export async function openMigrated(options: DatabaseOptions): Promise<OpenDatabase> {
  const isNew = !isPostgresUrl(options.file) && !existsSync(options.file);
  if (isNew) writeFileSync(options.file, await testCatalogue());
  const open = await openDatabase(options);
  if (!isNew) await migrate(open);
  return open;
}

async function openOnPostgres(): Promise<OpenDatabase> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await migratedPostgres());
  const open = stack.use(await openDatabase(place));
  const owned = stack.move();
  return { ...open, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
