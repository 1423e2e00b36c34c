// Threads that only need a connection load this, and nothing else of the database layer: they start often.
import { Client, type ClientConfig, TypeOverrides, types } from 'pg';
import { watchSilence } from './silence-watch.ts';

const CONNECT_MS = 5_000;
/** A process that stands still in the middle of a transaction holds the others up no longer than this. */
const IDLE_IN_TRANSACTION_MS = 60_000;
/** The system asks after a connection on which nothing has come for so long, and gives it up ten seconds later. */
const KEEP_ALIVE_MS = 10_000;
/** For the server to say what it knows of another connection. */
const ANSWER_MS = 5_000;
/** For the server to hear that a connection ends. */
const GOODBYE_MS = 2_000;

/** Numbers and bytes as SQLite gives them: whole numbers are exact to 2^53, booleans are 1 and 0, bytes are plain. */
const parsers = new TypeOverrides();
parsers.setTypeParser(types.builtins.BOOL, (text) => (text === 't' ? 1 : 0));
parsers.setTypeParser(types.builtins.INT8, Number);
parsers.setTypeParser(types.builtins.NUMERIC, Number);
parsers.setTypeParser(types.builtins.BYTEA, (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')));

/**
 * `pg` keeps the connection where it has no password for it, or does not trust it: for a minute that kept the process. It also
 * waits for ever on one that was cut without a word, be it for an answer or for its end.
 */
export class CatalogueClient extends Client {
  constructor(config: ClientConfig = {}) {
    super(config);
    const { connection } = this;
    connection.once('error', () => connection.stream.destroy());
    const another = (): Client => new Client({ ...config, query_timeout: ANSWER_MS });
    this.once('connect', () => watchSilence(this, another));
    const end = connection.end.bind(connection);
    connection.end = () => {
      setTimeout(() => connection.stream.destroy(), GOODBYE_MS).unref();
      end();
    };
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
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types: parsers,
  };
}
