import { AppError } from '../base/errors.ts';
import type { Database } from './database.ts';
import { readSchema } from './dialect/inspect.ts';
import { hashMigration } from './hash-migration.ts';
import { type Migration, migrations } from './migrations/list.ts';
import type { SchemaMigrationTable } from './tables/migration.ts';

/** What a database has against what the program has. Known by number and hash, never by name. */
export interface MigrationState {
  readonly applied: readonly SchemaMigrationTable[];
  readonly pending: readonly (Migration & { hash: string })[];
  /** Applied, but with other content than the program's step of that number. */
  readonly changed: readonly Migration[];
  /** Applied by a newer version of the program. */
  readonly newer: readonly SchemaMigrationTable[];
}

/** Compares without changing anything; an empty database has all pending. */
export async function compareMigrations(
  db: Database,
  list: readonly Migration[] = migrations,
): Promise<MigrationState> {
  const applied = await readLedger(db);
  const pending: (Migration & { hash: string })[] = [];
  const changed: Migration[] = [];
  for (const migration of list) {
    const hash = await hashMigration(migration);
    const row = applied.find(({ id }) => id === migration.id);
    if (!row) pending.push({ ...migration, hash });
    else if (row.hash !== hash) changed.push(migration);
  }
  const newer = applied.filter((row) => !list.some(({ id }) => id === row.id));
  return { applied, pending, changed, newer };
}

/** Refuses a database that this version did not make, or not alone. @throws migration_changed · database_newer */
export function assertKnown({ changed, newer }: Pick<MigrationState, 'changed' | 'newer'>): void {
  if (changed[0]) throw changedError(changed[0]);
  if (newer[0]) throw newerError(newer[0].name);
}

function changedError({ id, name }: Migration): AppError {
  return new AppError('migration_changed', `Migration ${id} (${name}) is not the one this database was made with`, {
    details: { id, name },
  });
}

/** A database that a newer version than this has changed. */
export function newerError(name: string): AppError {
  return new AppError('database_newer', `The database was made by a newer version (it has migration ${name})`, {
    details: { name },
  });
}

/** Tells a program that does not migrate by itself that it cannot work here. @throws migration_needed · migration_changed · database_newer */
export async function assertMigrated(db: Database): Promise<void> {
  const state = await compareMigrations(db);
  assertKnown(state);
  const { pending } = state;
  if (pending.length === 0) return;
  throw new AppError(
    'migration_needed',
    `The database lacks ${pending.length === 1 ? 'a step' : `${pending.length} steps`} of this version`,
    {
      details: { steps: pending.map(({ name }) => name) },
    },
  );
}

async function readLedger(db: Database): Promise<readonly SchemaMigrationTable[]> {
  const schema = await readSchema(db);
  if (!schema.some(({ name }) => name === 'schema_migration')) return [];
  return await db.selectFrom('schema_migration').selectAll().orderBy('id').execute();
}
