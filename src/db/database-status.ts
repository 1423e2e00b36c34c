import { compareMigrations, type MigrationState } from './compare-migrations.ts';
import { checkIntegrity, checkReferences, readEngine, readSchema } from './dialect/inspect.ts';
import { isPostgres } from './dialect/is-postgres.ts';
import { schemaMadeBy } from './dialect/postgres.ts';
import type { BrokenReference, SchemaEntry } from './dialect/sqlite.ts';
import { createLedger } from './apply-migration.ts';
import { migrate } from './migrate.ts';
import { type Migration, migrations } from './migrations/list.ts';
import { type OpenDatabase, openDatabase } from './open.ts';

export interface DatabaseCheck {
  readonly ok: boolean;
  /** Damages of the file, in words. */
  readonly damages: readonly string[];
  readonly brokenReferences: readonly BrokenReference[];
}

/** A table or index that is not as the migrations make it. */
export interface SchemaDifference {
  readonly name: string;
  readonly kind: 'missing' | 'extra' | 'different';
}

export interface DatabaseStatus extends MigrationState {
  /** True when nothing is pending, changed, newer, different or damaged. */
  readonly ok: boolean;
  readonly engine: string;
  readonly file: string;
  /** Against a fresh database with the same migrations. */
  readonly schemaDifferences: readonly SchemaDifference[];
  readonly check: DatabaseCheck;
}

/** Whether the file is whole and every reference has its parent. Reads the whole database. */
export async function checkDatabase(open: OpenDatabase): Promise<DatabaseCheck> {
  const damages = await checkIntegrity(open.db);
  const brokenReferences = damages.length > 0 ? [] : await checkReferences(open.db);
  return { ok: damages.length === 0 && brokenReferences.length === 0, damages, brokenReferences };
}

/** Everything `db status` says. Changes nothing. */
export async function databaseStatus(open: OpenDatabase): Promise<DatabaseStatus> {
  const state = await compareMigrations(open.db);
  const schemaDifferences = await compareSchema(open, state);
  const check = await checkDatabase(open);
  const findings = [state.pending, state.changed, state.newer, schemaDifferences].flat();
  const ok = findings.length === 0 && check.ok;
  return { ok, engine: await readEngine(open.db), file: open.file, ...state, schemaDifferences, check };
}

async function compareSchema(open: OpenDatabase, state: MigrationState): Promise<readonly SchemaDifference[]> {
  const applied = migrations.filter((one) => state.applied.some(({ id }) => id === one.id));
  if (applied.length === 0) return [];
  const expected = isPostgres(open.db) ? await freshPostgres(open, applied) : await freshSqlite(applied);
  return diff(await readSchema(open.db), expected);
}

async function freshSqlite(applied: readonly Migration[]): Promise<readonly SchemaEntry[]> {
  await using fresh = await openDatabase({ file: ':memory:' });
  await migrate(fresh, { list: applied });
  return await readSchema(fresh.db);
}

function freshPostgres(open: OpenDatabase, applied: readonly Migration[]): Promise<readonly SchemaEntry[]> {
  return schemaMadeBy(open.db, async (empty) => {
    await createLedger(empty);
    for (const { up } of applied) await up(empty);
  });
}

function diff(actual: readonly SchemaEntry[], expected: readonly SchemaEntry[]): readonly SchemaDifference[] {
  const have = new Map(actual.map((entry) => [entry.name, entry.definition]));
  const want = new Map(expected.map((entry) => [entry.name, entry.definition]));
  return [...new Set([...want.keys(), ...have.keys()])].sort().flatMap((name): SchemaDifference[] => {
    if (!have.has(name)) return [{ name, kind: 'missing' }];
    if (!want.has(name)) return [{ name, kind: 'extra' }];
    return have.get(name) === want.get(name) ? [] : [{ name, kind: 'different' }];
  });
}
