import type { Kysely } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { Database } from './database.ts';
import type { Migration } from './migrations/list.ts';
import { inTransaction } from './transaction.ts';

/** The table of what was applied, where it is missing. */
export async function createLedger({ schema }: Pick<Kysely<unknown>, 'schema'>): Promise<void> {
  await schema
    .createTable('schema_migration')
    .ifNotExists()
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('applied_at_ms', 'bigint', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .execute();
}

/** Takes one step with its record, or none of it; not again where it was taken. @throws migration_failed */
export async function applyMigration(db: Database, migration: Migration & { hash: string }): Promise<void> {
  const { id, name, hash, description, up } = migration;
  try {
    await inTransaction(db, async (tx) => {
      const done = await tx.selectFrom('schema_migration').select('id').where('id', '=', id).executeTakeFirst();
      if (done) return; // by another process that started at the same time
      await up(tx as unknown as Kysely<unknown>); // a migration knows no table types: they change after it
      const applied_at_ms = Date.now();
      await tx.insertInto('schema_migration').values({ id, name, hash, applied_at_ms, description }).execute();
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('migration_failed', `Migration ${id} (${name}) failed and was undone: ${reason}`, {
      details: { id, name },
      cause: error,
    });
  }
}
