import type { Clock } from '../base/clock.ts';
import { compareMigrations } from './compare-migrations.ts';
import { diff, type SchemaDifference, schemaInMemory, stepsOf } from './compare-schema.ts';
import type { Database } from './database.ts';
import { readEngine, readSchema } from './dialect/inspect.ts';
import { isPostgres } from './dialect/is-postgres.ts';
import type { SchemaEntry } from './dialect/sqlite.ts';
import type { Migration } from './migrations/list.ts';

/** A schema changes with versions, or by somebody's hand. */
const KEPT_MS = 60_000;

/** How the schema of a database stands to the one that this version makes. */
export interface SchemaState {
  readonly driver: 'sqlite' | 'postgres';
  /** Name and version of the database program. */
  readonly version: string;
  readonly pending: readonly string[];
  readonly differences: readonly SchemaDifference[];
}

/**
 * The schema for whoever asks again and again: it is only read, once a minute, and compared with one that is made in memory.
 * Of PostgreSQL names are compared; `databaseStatus` compares definitions, too.
 */
export class SchemaWatch {
  readonly #db: Database;
  readonly #clock: Clock;
  #expected: { readonly steps: number; readonly entries: readonly SchemaEntry[] } | undefined;
  #last: { readonly atMs: number; readonly state: SchemaState } | undefined;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async look(): Promise<SchemaState> {
    const atMs = this.#clock.monotonic();
    if (this.#last && atMs - this.#last.atMs < KEPT_MS) return this.#last.state;
    const { applied, pending } = await compareMigrations(this.#db);
    const expected = await this.#expect(stepsOf(applied));
    const actual = await readSchema(this.#db);
    const state: SchemaState = {
      driver: isPostgres(this.#db) ? 'postgres' : 'sqlite',
      version: await readEngine(this.#db),
      pending: pending.map(({ name }) => name),
      differences: isPostgres(this.#db) ? diffNames(actual, expected) : diff(actual, expected),
    };
    this.#last = { atMs, state };
    return state;
  }

  async #expect(steps: readonly Migration[]): Promise<readonly SchemaEntry[]> {
    if (this.#expected?.steps !== steps.length)
      this.#expected = { steps: steps.length, entries: await schemaInMemory(steps) };
    return this.#expected.entries;
  }
}

/** Definitions read otherwise there, and each key has an index of its own. */
function diffNames(actual: readonly SchemaEntry[], expected: readonly SchemaEntry[]): readonly SchemaDifference[] {
  const want = new Set(expected.map(({ name }) => name));
  const isIndex = ({ definition }: SchemaEntry): boolean => definition.startsWith('CREATE ');
  const told = actual.filter((entry) => want.has(entry.name) || !isIndex(entry));
  const names = (entries: readonly SchemaEntry[]): readonly SchemaEntry[] =>
    entries.map(({ name }) => ({ name, definition: '' }));
  return diff(names(told), names(expected));
}
