import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { commitsEarly } from './early-commit.ts';
import type { LockWatch } from './lock-watch.ts';
import { sqliteCode, translateSqliteError } from './sqlite-error.ts';

/** Prepared statements kept a connection; beyond it the least recently used goes. */
const CACHED_STATEMENTS = 200;
/** Longer texts are lists of values of varying length: seldom the same twice, and large. */
const CACHED_TEXT_CHARS = 8_000;
/** Between two tries to begin while another process writes. */
const BEGIN_EVERY_MS = 5;
const SQLITE_BUSY = 5;
const SYNCHRONOUS_FULL = 2;

/**
 * Kysely over `node:sqlite` on one connection. Transactions begin immediate: a deferred one that turns to
 * writing later ends in SQLITE_BUSY at once. The wait for another process's write is asynchronous, so the
 * event loop goes on; after `busyTimeoutMs` it ends with code `busy`.
 */
export function nodeSqliteDialect(
  sqlite: DatabaseSync,
  wait: { readonly busyTimeoutMs: number; readonly lock: LockWatch },
): Dialect {
  const connection = new NodeSqliteConnection(sqlite);
  return {
    createAdapter: () => new NodeSqliteAdapter(connection),
    createDriver: () => new NodeSqliteDriver(sqlite, connection, wait),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/**
 * Asks the connection itself, for the hot path. Only inside a transaction, which has the connection to
 * itself, or for what is the same inside and outside of one.
 */
export class NodeSqliteAdapter extends SqliteAdapter {
  readonly #connection: NodeSqliteConnection;

  constructor(connection: NodeSqliteConnection) {
    super();
    this.#connection = connection;
  }

  rows<R>(text: string, parameters: readonly unknown[]): readonly R[] {
    return this.#connection.ask<R>(text, parameters).rows;
  }

  change(text: string, parameters: readonly unknown[]): number {
    return this.#connection.change(text, parameters);
  }
}

class NodeSqliteDriver implements Driver {
  readonly #sqlite: DatabaseSync;
  readonly #connection: NodeSqliteConnection;
  readonly #wait: { readonly busyTimeoutMs: number; readonly lock: LockWatch };
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #isFull: boolean;
  #isEager = false;

  constructor(
    sqlite: DatabaseSync,
    connection: NodeSqliteConnection,
    wait: { readonly busyTimeoutMs: number; readonly lock: LockWatch },
  ) {
    this.#sqlite = sqlite;
    this.#connection = connection;
    this.#wait = wait;
    this.#begin = sqlite.prepare('begin immediate');
    this.#commit = sqlite.prepare('commit');
    this.#isFull = sqlite.prepare('pragma synchronous').get()?.['synchronous'] === SYNCHRONOUS_FULL;
  }

  async init(): Promise<void> {}

  /** Kysely itself lets one caller at a time hold the connection. */
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(): Promise<void> {
    const { busyTimeoutMs, lock } = this.#wait;
    const untilMs = performance.now() + busyTimeoutMs;
    // only outside of a transaction can it be changed
    if (this.#isFull && commitsEarly()) this.#setEager(true);
    for (;;) {
      try {
        this.#begin.run();
        lock.goesOn();
        return;
      } catch (error) {
        const isBusy = sqliteCode(error) === SQLITE_BUSY;
        if (isBusy) lock.waits();
        if (!isBusy || performance.now() >= untilMs) {
          lock.givesUp();
          this.#setEager(false);
          throw translateSqliteError(error);
        }
        await sleep(BEGIN_EVERY_MS);
      }
    }
  }

  async commitTransaction(): Promise<void> {
    try {
      this.#commit.run();
    } catch (error) {
      throw translateSqliteError(error);
    }
    this.#setEager(false);
  }

  async rollbackTransaction(): Promise<void> {
    // after a full disk SQLite has rolled back by itself
    if (this.#sqlite.isTransaction) this.#sqlite.exec('rollback');
    this.#setEager(false);
  }

  #setEager(isEager: boolean): void {
    if (this.#isEager === isEager) return;
    this.#sqlite.exec(`pragma synchronous = ${isEager ? 'normal' : 'full'}`);
    this.#isEager = isEager;
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#connection.clear();
    if (this.#sqlite.isOpen) this.#sqlite.close();
  }
}

interface Prepared {
  readonly statement: StatementSync;
  /** Of its columns; none = it only writes. */
  names: readonly string[];
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly #sqlite: DatabaseSync;
  readonly #cache = new Map<string, Prepared>();

  constructor(sqlite: DatabaseSync) {
    this.#sqlite = sqlite;
  }

  clear(): void {
    this.#cache.clear();
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.ask(query.sql, query.parameters);
  }

  ask<R>(text: string, values: readonly unknown[]): QueryResult<R> {
    try {
      const prepared = this.#prepare(text);
      const { statement } = prepared;
      const parameters = values as SQLInputValue[];
      if (prepared.names.length > 0) return { rows: rowsOf<R>(prepared, statement.all(...parameters)) };
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
    } catch (error) {
      throw translateSqliteError(error);
    }
  }

  change(text: string, values: readonly unknown[]): number {
    try {
      return Number(this.#prepare(text).statement.run(...(values as SQLInputValue[])).changes);
    } catch (error) {
      throw translateSqliteError(error);
    }
  }

  /** Row by row. The statement is its own: a cached one could be asked again in the middle. */
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const statement = this.#sqlite.prepare(query.sql);
    for (const row of statement.iterate(...(query.parameters as SQLInputValue[]))) yield { rows: [plain<R>(row)] };
  }

  #prepare(text: string): Prepared {
    const cached = this.#cache.get(text);
    if (cached) {
      if (this.#cache.size < CACHED_STATEMENTS / 2) return cached;
      this.#cache.delete(text); // to the young end
      this.#cache.set(text, cached);
      return cached;
    }
    const statement = this.#sqlite.prepare(text);
    statement.setReturnArrays(true);
    const prepared: Prepared = { statement, names: namesOf(statement) };
    if (text.length <= CACHED_TEXT_CHARS) this.#cache.set(text, prepared);
    if (this.#cache.size > CACHED_STATEMENTS) {
      const oldest = this.#cache.keys().next();
      if (!oldest.done) this.#cache.delete(oldest.value);
    }
    return prepared;
  }
}

/** Objects made here of arrays take a third of the time of `node:sqlite`'s own, and are plain ones. */
function rowsOf<R>(prepared: Prepared, values: readonly unknown[]): R[] {
  const rows = values as readonly (readonly unknown[])[];
  const [first] = rows;
  // a statement that was prepared before the table got another column
  if (first && first.length !== prepared.names.length) prepared.names = namesOf(prepared.statement);
  const { names } = prepared;
  return rows.map((row) => {
    const object: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i++) object[names[i] ?? ''] = row[i];
    return object as R;
  });
}

function namesOf(statement: StatementSync): readonly string[] {
  return statement.columns().map((column) => column.name);
}

/** `node:sqlite`'s rows have no prototype, which surprises `deepEqual` and others. */
function plain<R>(row: object): R {
  return { ...row } as R;
}
