import { AppError } from '../base/errors.ts';
import { applyMigration, createLedger } from './apply-migration.ts';
import { backupBeforeMigration } from './backup.ts';
import { compareMigrations } from './compare-migrations.ts';
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
  const { applied, pending, changed, newer } = await compareMigrations(open.db, options.list ?? migrations);
  if (changed[0]) throw changedError(changed[0]);
  if (newer[0]) throw newerError(newer[0].name);
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

function changedError({ id, name }: Migration): AppError {
  return new AppError('migration_changed', `Migration ${id} (${name}) is not the one this database was made with`, {
    details: { id, name },
  });
}

function newerError(name: string): AppError {
  return new AppError('database_newer', `The database was made by a newer version (it has migration ${name})`, {
    details: { name },
  });
}
