import { Kysely, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { Database } from './database.ts';
import { hashMigration } from './hash-migration.ts';
import { type Migration, migrations } from './migrations/list.ts';
import type { OpenDatabase } from './open.ts';
import { inTransaction } from './transaction.ts';

export interface MigrateOptions {
  /** Called before each step that is applied. */
  readonly onStep?: (migration: Migration) => void;
  /** Called once before the first step on a database that holds a schema already: take the backup here. */
  readonly beforeUpgrade?: () => Promise<void>;
  /** Other steps than the program's own: for tests. */
  readonly list?: readonly Migration[];
  readonly nowMs?: number;
}

/**
 * Applies the missing migrations in order, each in a transaction with its record, and names them.
 * Known by number and hash, so a renamed one is not applied again. The first failure stops.
 * @throws migration_failed, migration_changed, database_newer
 */
export async function migrate(open: OpenDatabase, options: MigrateOptions = {}): Promise<readonly Migration[]> {
  const list = options.list ?? migrations;
  await createLedger(open.db);
  const applied = await open.db.selectFrom('schema_migration').selectAll().orderBy('id').execute();
  const missing: { migration: Migration; hash: string }[] = [];
  for (const migration of list) {
    const hash = await hashMigration(migration);
    const row = applied.find((row) => row.id === migration.id);
    if (!row) missing.push({ migration, hash });
    else if (row.hash !== hash) throw changed(migration);
  }
  const newer = applied.find((row) => !list.some((migration) => migration.id === row.id));
  if (newer) throw tooNew(newer.name);
  if (missing.length > 0 && applied.length > 0) await options.beforeUpgrade?.();
  for (const { migration, hash } of missing) {
    options.onStep?.(migration);
    await apply(open.db, { migration, hash, nowMs: options.nowMs ?? Date.now() });
  }
  return missing.map(({ migration }) => migration);
}

async function createLedger(db: Database): Promise<void> {
  await db.schema
    .createTable('schema_migration')
    .ifNotExists()
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('applied_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .execute();
}

async function apply(db: Database, step: { migration: Migration; hash: string; nowMs: number }): Promise<void> {
  const { id, name, description, up } = step.migration;
  try {
    await inTransaction(db, async (tx) => {
      await up(tx as unknown as Kysely<unknown>); // a migration knows no table types: they change after it
      await tx
        .insertInto('schema_migration')
        .values({ id, name, hash: step.hash, applied_at_ms: step.nowMs, description })
        .execute();
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('migration_failed', `Migration ${id} (${name}) failed and was undone: ${reason}`, {
      details: { id, name },
      cause: error,
    });
  }
  await sql`pragma optimize`.execute(db);
}

function changed({ id, name }: Migration): AppError {
  return new AppError('migration_changed', `Migration ${id} (${name}) is not the one this database was made with`, {
    details: { id, name },
  });
}

function tooNew(name: string): AppError {
  return new AppError('database_newer', `The database was made by a newer version (it has migration ${name})`, {
    details: { name },
  });
}
