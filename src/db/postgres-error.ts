import { AppError, type Retry, systemCode } from '../base/errors.ts';

interface Trouble {
  readonly code: string;
  readonly retry: Retry;
}

const AWAY: Trouble = { code: 'database_away', retry: { afterMs: 2_000 } };
const BUSY: Trouble = { code: 'busy', retry: 'retry' };
const REFUSED: Trouble = { code: 'database_refused', retry: 'give-up' };
const ADDRESS: Trouble = { code: 'database_address', retry: 'give-up' };
const TLS: Trouble = { code: 'database_tls', retry: 'give-up' };

/** SQLSTATEs, and their classes of two letters, that mean the same wherever they come from. */
const STATES: Readonly<Record<string, Trouble>> = {
  '08': AWAY,
  '57P01': AWAY, // shut down by an administrator
  '57P02': AWAY, // crashed
  '57P03': AWAY, // starting up
  '28': REFUSED,
  '3D000': REFUSED, // no such database
  '42501': REFUSED, // no right
  '40001': BUSY, // could not be serialized
  '40P01': BUSY, // deadlock
  '55P03': BUSY, // a lock took too long
  '57014': BUSY, // a statement took too long
  '53300': BUSY, // too many connections
  '53100': { code: 'disk_full', retry: { afterMs: 60_000 } },
  '25006': { code: 'database_read_only', retry: 'give-up' },
  '58030': { code: 'disk_error', retry: 'retry' },
  XX001: { code: 'database_damaged', retry: 'give-up' },
  XX002: { code: 'database_damaged', retry: 'give-up' },
};

/** What the network says, or `pg` itself when a connection breaks; those have no SQLSTATE. */
const NETWORK = /^(?:ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOST|ENET)/;
const BROKEN = /Connection terminated|timeout exceeded when trying to connect|not queryable|Client was closed/;

/** What Node says of certificates and their files, and `pg` of a server that does not encrypt. */
const CERTIFICATE = /^(?:ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO)/;
const NO_TLS = /SSL connection/;
const FILE = /^(?:ENOENT|ENOTDIR|EISDIR|EACCES)$/;
const NO_PASSWORD = /password must be a/;

/** Outside troubles (away, busy, full, refused, …) as an `AppError`; anything else, such as a broken constraint, unchanged. */
export function translatePostgresError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const state = systemCode(error) ?? '';
  const known =
    ofConnection(error, state) ?? STATES[state] ?? (state.length === 5 ? STATES[state.slice(0, 2)] : undefined);
  if (!known) return error;
  const reason = reasonOf(error, state);
  return new AppError(known.code, `The database cannot go on: ${reason}`, { retry: known.retry, cause: error });
}

/** What has no SQLSTATE: troubles on the way to the server. */
function ofConnection(error: Error, state: string): Trouble | undefined {
  if (NETWORK.test(state)) return AWAY;
  if (state === 'ERR_INVALID_URL') return ADDRESS;
  if (CERTIFICATE.test(state)) return TLS;
  // the socket of a server on this machine, or a certificate
  if (FILE.test(state)) return 'syscall' in error && error.syscall === 'connect' ? AWAY : TLS;
  if (state !== '') return undefined;
  if (BROKEN.test(error.message)) return AWAY;
  if (NO_TLS.test(error.message)) return TLS;
  return NO_PASSWORD.test(error.message) ? REFUSED : undefined;
}

function reasonOf(error: Error, state: string): string {
  if (state === 'ERR_INVALID_URL') return 'its address cannot be read';
  if (NO_PASSWORD.test(error.message)) return 'the server wants a password, and its address has none';
  return error.message === '' ? state : error.message; // Node's error of several addresses has no message
}

/** Deadlock, not serializable, and a key that another transaction took while this one ran. */
const COLLISIONS: ReadonlySet<unknown> = new Set(['40P01', '40001', '23505']);

/** True when two transactions were in each other's way and this one was undone for it: done again it may go through. */
export function isCollision(error: unknown): boolean {
  return COLLISIONS.has(systemCode(error instanceof AppError ? error.cause : error));
}
