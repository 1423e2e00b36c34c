import { Kysely } from 'kysely';
import { Pool } from 'pg';
import { nodePostgresDialect } from './node-postgres.ts';
import type { DatabaseOptions, OpenDatabase } from './open.ts';
import { CatalogueClient, plainAddress, postgresConfig } from './postgres-client.ts';
import type { Tables } from './tables/database.ts';
import { maskUrl } from '../base/database-url.ts';

/** Most connections of one process; further callers wait for a free one. */
const WRITERS = 8;
const READERS = 6;
/** While all of them are in use; less than it takes to give up on a server that does not answer. */
const WRITER_WAITS_MS = 4_000;
const READER_WAITS_MS = 1_000;
const IDLE_MS = 30_000;
const BUSY_TIMEOUT_MS = 5_000;
/**
 * By these the server notices within twenty seconds that a machine of ours has vanished, and gives free what it had locked:
 * it kept the others from writing for a minute otherwise.
 */
const NOTICE_GONE = [
  'tcp_keepalives_idle=10',
  'tcp_keepalives_interval=2',
  'tcp_keepalives_count=5',
  'tcp_user_timeout=20000',
];

/**
 * Opens the catalogue in a PostgreSQL database; nothing is asked of the server before the first statement.
 * `isReader`: its connections refuse to write.
 */
export function openPostgres(url: string, options: DatabaseOptions & { readonly isReader: boolean }): OpenDatabase {
  const pool = new Pool({
    ...postgresConfig(url),
    Client: CatalogueClient,
    max: options.isReader ? READERS : WRITERS,
    pipeline: true, // `rowsOfEach` sends several statements at once
    lock_timeout: Math.max(options.busyTimeoutMs ?? BUSY_TIMEOUT_MS, 1), // 0 would be for ever
    ...withSettings(url, sessionSettings(options)),
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

function sessionSettings({
  isReader,
  synchronous,
}: DatabaseOptions & { readonly isReader: boolean }): readonly string[] {
  const settings = ['client_min_messages=warning', ...NOTICE_GONE];
  if (isReader) settings.push('default_transaction_read_only=on');
  if (synchronous === 'NORMAL') settings.push('synchronous_commit=off');
  return settings;
}

/** Beside those that the address asks for, such as a `search_path`: `pg` would take these only. */
function withSettings(asIs: string, settings: readonly string[]): { connectionString: string; options: string } {
  const url = plainAddress(asIs);
  const own = settings.map((setting) => `-c ${setting}`).join(' ');
  if (!URL.canParse(url)) return { connectionString: url, options: own }; // `pg` says what is wrong
  const address = new URL(url);
  const asked = address.searchParams.get('options');
  if (asked === null) return { connectionString: url, options: own };
  address.searchParams.delete('options');
  return { connectionString: address.href, options: `${asked} ${own}` };
}
