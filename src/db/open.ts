import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { Database } from './database.ts';
import { isPostgresUrl } from '../base/database-url.ts';
import { type FilePlace, watchPlace } from './file-place.ts';
import { LockWatch } from './lock-watch.ts';
import { nodeSqliteDialect } from './node-sqlite.ts';
import { translateSqliteError } from './sqlite-error.ts';
import type { Tables } from './tables/database.ts';

export interface DatabaseOptions {
  /** Path of the file, `:memory:`, or address of a PostgreSQL database (`postgres://…`). */
  readonly file: string;
  /** How long a transaction waits for another process's write. Default 5 000. */
  readonly busyTimeoutMs?: number;
  /** FULL: a commit survives a power cut. NORMAL: only a crash of the program. Default FULL. */
  readonly synchronous?: 'FULL' | 'NORMAL';
}

/** An open database; disposing closes it. */
export interface OpenDatabase {
  readonly db: Database;
  /** Path of the file, or the address without its password: for people. */
  readonly file: string;
  /** The whole address, on PostgreSQL only: a secret. */
  readonly url?: string;
  /** Whether its writes wait for another process; not told where the database itself keeps writers in line. */
  readonly lock?: LockWatch;
  /** Where the file is now that was opened; not told of a server, nor of a database in memory. */
  readonly place?: () => Promise<FilePlace>;
  [Symbol.asyncDispose](): Promise<void>;
}

const BUSY_TIMEOUT_MS = 5_000;
/** 3.51.3 mends a rare corruption of databases in WAL mode (sqlite.org/wal.html, "WAL-reset bug"). */
const OLDEST_SQLITE = [3, 51, 3] as const;
/** SQLite's own wait stops the event loop and every request with it, so it is short; `nodeSqliteDialect` waits for the rest. */
const BLOCKING_WAIT_MS = 15;
/** Negative = KiB: a ceiling, filled as pages are read. */
const CACHE_SIZE = -16_384;

/**
 * Opens (or creates) the catalogue for reading and writing; in a file: WAL, foreign keys on.
 * @throws sqlite_too_old, database_unreadable, database_damaged
 */
export async function openDatabase(options: DatabaseOptions): Promise<OpenDatabase> {
  if (isPostgresUrl(options.file)) return await viaPostgres(options, false);
  const sqlite = connect(options.file, [
    'pragma journal_mode = wal',
    `pragma synchronous = ${options.synchronous === 'NORMAL' ? 'normal' : 'full'}`,
  ]);
  const open = overSqlite(sqlite, options);
  return options.file === ':memory:' ? open : { ...open, place: watchPlace(options.file) };
}

/**
 * A second connection that only reads: what it reads never waits for a write transaction.
 * Not for a database in memory. @throws database_unreadable, database_damaged
 */
export async function openReader(options: DatabaseOptions): Promise<OpenDatabase> {
  if (isPostgresUrl(options.file)) return await viaPostgres(options, true);
  if (!existsSync(options.file)) throw new AppError('database_unreadable', `No database at ${options.file}`);
  const sqlite = connect(options.file, ['pragma query_only = on']);
  return overSqlite(sqlite, options);
}

/** Loaded when it is used: the others start without it. */
async function viaPostgres(options: DatabaseOptions, isReader: boolean): Promise<OpenDatabase> {
  return (await import('./open-postgres.ts')).openPostgres(options.file, { ...options, isReader });
}

function connect(file: string, pragmas: readonly string[]): DatabaseSync {
  let sqlite: DatabaseSync | undefined;
  try {
    sqlite = new DatabaseSync(file, { timeout: BLOCKING_WAIT_MS, enableForeignKeyConstraints: true });
    assertVersion(sqlite);
    for (const pragma of [...pragmas, 'pragma temp_store = memory', `pragma cache_size = ${CACHE_SIZE}`]) {
      sqlite.exec(pragma);
    }
    return sqlite;
  } catch (error) {
    sqlite?.close();
    throw translateSqliteError(error);
  }
}

function assertVersion(sqlite: DatabaseSync): void {
  const version = String(sqlite.prepare('select sqlite_version() as version').get()?.['version']);
  const numbers = version.split('.').map(Number);
  const [major = 0, minor = 0, patch = 0] = numbers;
  const [oldMajor, oldMinor, oldPatch] = OLDEST_SQLITE;
  const isOld = major !== oldMajor ? major < oldMajor : minor !== oldMinor ? minor < oldMinor : patch < oldPatch;
  if (isOld) {
    throw new AppError('sqlite_too_old', `This Node brings SQLite ${version}; ${OLDEST_SQLITE.join('.')} is needed`);
  }
}

/** What was connected to in a way of its own, as a database; disposing closes it. */
export function overSqlite(sqlite: DatabaseSync, options: DatabaseOptions): OpenDatabase {
  const { busyTimeoutMs = BUSY_TIMEOUT_MS, file } = options;
  const lock = new LockWatch();
  const db = new Kysely<Tables>({ dialect: nodeSqliteDialect(sqlite, { busyTimeoutMs, lock }) });
  return { db, file, lock, [Symbol.asyncDispose]: () => close(db, sqlite) };
}

async function close(db: Database, sqlite: DatabaseSync): Promise<void> {
  await db.destroy();
  if (sqlite.isOpen) sqlite.close(); // Kysely does not close what it never used
}
