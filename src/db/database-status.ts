import { compareMigrations, type MigrationState } from './compare-migrations.ts';
import { compareSchema, type SchemaDifference } from './compare-schema.ts';
import { checkIntegrity, checkReferences, readEngine } from './dialect/inspect.ts';
import type { BrokenReference } from './dialect/sqlite.ts';
import type { OpenDatabase } from './open.ts';

export interface DatabaseCheck {
  readonly ok: boolean;
  /** Damages of the file, in words. */
  readonly damages: readonly string[];
  readonly brokenReferences: readonly BrokenReference[];
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
  const schemaDifferences = await compareSchema(open, state.applied);
  const check = await checkDatabase(open);
  const findings = [state.pending, state.changed, state.newer, schemaDifferences].flat();
  const ok = findings.length === 0 && check.ok;
  return { ok, engine: await readEngine(open.db), file: open.file, ...state, schemaDifferences, check };
}
