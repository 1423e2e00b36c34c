import { applyMigration, createLedger } from './apply-migration.ts';
import { backupBeforeMigration } from './backup.ts';
import { assertKnown, compareMigrations } from './compare-migrations.ts';
import { type Migration, migrations } from './migrations/list.ts';
import type { OpenDatabase } from './open.ts';
import { inTransaction } from './transaction.ts';

export interface MigrateOptions {
  /** Folder for a backup before an existing schema is changed; none is taken without it. */
  readonly backups?: string;
  /** Called before each step that is applied. */
  readonly onStep?: (migration: Migration) => void;
  /** Other steps than the program's own. */
  readonly list?: readonly Migration[];
}

/**
 * Applies the missing migrations in order, each in one transaction with its record, and names them. A renamed one is not
 * applied again; the first failure stops. @throws migration_failed, migration_changed, database_newer
 */
export async function migrate(open: OpenDatabase, options: MigrateOptions = {}): Promise<readonly Migration[]> {
  const state = await compareMigrations(open.db, options.list ?? migrations);
  assertKnown(state);
  const { applied, pending } = state;
  const next = pending[0];
  if (!next) return [];
  if (options.backups !== undefined && applied.length > 0) {
    await backupBeforeMigration(open, { folder: options.backups, next: next.id });
  }
  await inTransaction(open.db, createLedger);
  for (const migration of pending) {
    options.onStep?.(migration);
    await applyMigration(open.db, migration);
  }
  return pending;
}
