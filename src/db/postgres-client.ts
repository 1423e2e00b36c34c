// Threads that only need a connection load this, and nothing else of the database layer: they start often.
import { Client, type ClientConfig, TypeOverrides, types } from 'pg';

const CONNECT_MS = 5_000;
/** A process that stands still in the middle of a transaction holds the others up no longer than this. */
const IDLE_IN_TRANSACTION_MS = 60_000;

/** Numbers and bytes as SQLite gives them: whole numbers are exact to 2^53, booleans are 1 and 0, bytes are plain. */
const parsers = new TypeOverrides();
parsers.setTypeParser(types.builtins.BOOL, (text) => (text === 't' ? 1 : 0));
parsers.setTypeParser(types.builtins.INT8, Number);
parsers.setTypeParser(types.builtins.NUMERIC, Number);
parsers.setTypeParser(types.builtins.BYTEA, (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')));

/** `pg` keeps the connection where it has no password for it, or does not trust it: for a minute that kept the process. */
export class CatalogueClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    this.connection.once('error', () => this.connection.stream.destroy());
  }
}

/** A connection of its own, for listening or for a thread. The caller connects and ends it; when it breaks, the next statement says so. */
export function postgresClient(url: string): Client {
  const client = new CatalogueClient(postgresConfig(url));
  client.on('error', () => undefined); // unheard, one that breaks while nothing is asked of it would end the process
  return client;
}

/** Modes that `pg` takes for `verify-full`, and warns about in words that users can do nothing with. */
const VERIFYING: ReadonlySet<string> = new Set(['prefer', 'require', 'verify-ca']);

/** The address with the mode of encryption named as what it is; as it was where it cannot be read. */
export function plainAddress(url: string): string {
  if (!URL.canParse(url)) return url; // `pg` says what is wrong
  const address = new URL(url);
  const { searchParams } = address;
  if (!VERIFYING.has(searchParams.get('sslmode') ?? '') || searchParams.has('uselibpqcompat')) return url;
  searchParams.set('sslmode', 'verify-full');
  return address.href;
}

/** How every connection to PostgreSQL is made. */
export function postgresConfig(url: string): ClientConfig {
  return {
    connectionString: plainAddress(url),
    application_name: 'supervisor',
    connectionTimeoutMillis: CONNECT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
    types: parsers,
  };
}
