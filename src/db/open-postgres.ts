import { Kysely } from 'kysely';
import { Client, type ClientConfig, Pool, TypeOverrides, types } from 'pg';
import { nodePostgresDialect } from './node-postgres.ts';
import type { DatabaseOptions, OpenDatabase } from './open.ts';
import type { Tables } from './tables/database.ts';
import { maskUrl } from '../base/database-url.ts';

/** Most connections of one process; further callers wait for a free one. */
const WRITERS = 8;
const READERS = 6;
const CONNECT_MS = 5_000;
/** While all of them are in use; less than it takes to give up on a server that does not answer. */
const WRITER_WAITS_MS = 4_000;
const READER_WAITS_MS = 1_000;
const IDLE_MS = 30_000;
/** A process that stands still in the middle of a transaction holds the others up no longer than this. */
const IDLE_IN_TRANSACTION_MS = 60_000;
const BUSY_TIMEOUT_MS = 5_000;

/** Numbers and bytes as SQLite gives them: whole numbers are exact to 2^53, booleans are 1 and 0, bytes are plain. */
const parsers = new TypeOverrides();
parsers.setTypeParser(types.builtins.BOOL, (text) => (text === 't' ? 1 : 0));
parsers.setTypeParser(types.builtins.INT8, Number);
parsers.setTypeParser(types.builtins.NUMERIC, Number);
parsers.setTypeParser(types.builtins.BYTEA, (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')));

/**
 * Opens the catalogue in a PostgreSQL database; nothing is asked of the server before the first statement.
 * `isReader`: its connections refuse to write.
 */
export function openPostgres(url: string, options: DatabaseOptions & { readonly isReader: boolean }): OpenDatabase {
  const pool = new Pool({
    ...clientConfig(url),
    max: options.isReader ? READERS : WRITERS,
    pipeline: true, // `rowsOfEach` sends several statements at once
    lock_timeout: Math.max(options.busyTimeoutMs ?? BUSY_TIMEOUT_MS, 1), // 0 would be for ever
    options: sessionOptions(options),
    idleTimeoutMillis: IDLE_MS,
  });
  pool.on('error', () => undefined); // an idle connection broke: the pool has dropped it
  // a server that ends in the moment it lets us in says both at once, before anybody could listen
  pool.on('connect', (client) => client.on('error', () => undefined));
  const waitsMs = options.isReader ? READER_WAITS_MS : WRITER_WAITS_MS;
  const db = new Kysely<Tables>({ dialect: nodePostgresDialect(pool, waitsMs) });
  return {
    db,
    file: maskUrl(url),
    url,
    async [Symbol.asyncDispose]() {
      await db.destroy();
      if (!pool.ended) await pool.end(); // Kysely does not close what it never used
    },
  };
}

/** A connection of its own, for listening or for a thread. The caller connects and ends it; when it breaks, the next statement says so. */
export function postgresClient(url: string): Client {
  const client = new Client(clientConfig(url));
  client.on('error', () => undefined); // unheard, one that breaks while nothing is asked of it would end the process
  return client;
}

function clientConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'supervisor',
    connectionTimeoutMillis: CONNECT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    types: parsers,
  };
}

function sessionOptions({ isReader, synchronous }: DatabaseOptions & { readonly isReader: boolean }): string {
  const settings = ['client_min_messages=warning'];
  if (isReader) settings.push('default_transaction_read_only=on');
  if (synchronous === 'NORMAL') settings.push('synchronous_commit=off');
  return settings.map((setting) => `-c ${setting}`).join(' ');
}
