import { createLedger } from './apply-migration.ts';
import { readSchema } from './dialect/inspect.ts';
import { isPostgres } from './dialect/is-postgres.ts';
import { schemaMadeBy } from './dialect/postgres.ts';
import type { SchemaEntry } from './dialect/sqlite.ts';
import { migrate } from './migrate.ts';
import { type Migration, migrations } from './migrations/list.ts';
import { type OpenDatabase, openDatabase } from './open.ts';
import type { SchemaMigrationTable } from './tables/migration.ts';

/** A table or index that is not as the migrations make it. */
export interface SchemaDifference {
  readonly name: string;
  readonly kind: 'missing' | 'extra' | 'different';
}

/** Every difference to a fresh database with the same migrations; PostgreSQL is asked to make one and to take it back. */
export async function compareSchema(
  { db }: Pick<OpenDatabase, 'db'>,
  applied: readonly SchemaMigrationTable[],
): Promise<readonly SchemaDifference[]> {
  const steps = stepsOf(applied);
  if (steps.length === 0) return [];
  const expected = isPostgres(db)
    ? await schemaMadeBy(db, async (empty) => {
        await createLedger(empty);
        for (const { up } of steps) await up(empty);
      })
    : await schemaInMemory(steps);
  return diff(await readSchema(db), expected);
}

/** The steps of this version that a database has. */
export function stepsOf(applied: readonly SchemaMigrationTable[]): readonly Migration[] {
  return migrations.filter((one) => applied.some(({ id }) => id === one.id));
}

/** The schema that these steps make on SQLite. No other database is touched. */
export async function schemaInMemory(steps: readonly Migration[]): Promise<readonly SchemaEntry[]> {
  await using fresh = await openDatabase({ file: ':memory:' });
  await migrate(fresh, { list: steps });
  return await readSchema(fresh.db);
}

/** What is missing, too much or other than it should be, by name. */
export function diff(actual: readonly SchemaEntry[], expected: readonly SchemaEntry[]): readonly SchemaDifference[] {
  const have = new Map(actual.map((entry) => [entry.name, entry.definition]));
  const want = new Map(expected.map((entry) => [entry.name, entry.definition]));
  return [...new Set([...want.keys(), ...have.keys()])].sort().flatMap((name): SchemaDifference[] => {
    if (!have.has(name)) return [{ name, kind: 'missing' }];
    if (!want.has(name)) return [{ name, kind: 'extra' }];
    return have.get(name) === want.get(name) ? [] : [{ name, kind: 'different' }];
  });
}
