import { createHash } from 'node:crypto';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { PoolClient, QueryResult as PgResult } from 'pg';
import { isLock } from './dialect/advisory-locks.ts';
import { postgresText } from './dialect/postgres-text.ts';
import { translatePostgresError } from './postgres-error.ts';
import type { QueryOfEach } from './rows-of-each.ts';
import { type PacketStatement, PostgresPacket } from './postgres-packet.ts';
import type { LaterQuery } from './write-later.ts';

/** Statements prepared a connection; further ones are parsed each time. */
const PREPARED_STATEMENTS = 200;
/** Longer texts are lists of values of varying length: seldom the same twice. */
const PREPARED_TEXT_CHARS = 8_000;
const STREAMED_ROWS = 500;

/** Returns when the disk has all that was committed before it. */
const UNTIL_ON_DISK = `select pg_logical_emit_message(true, 'supervisor', '')`;

/** One connection of a pool: statements travel together where nobody waits for each, troubles come as `AppError`. */
export class NodePostgresConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  readonly #names = new Map<string, string>();
  #isBroken = false;
  #isInTransaction = false;
  /** Others wait for this transaction to end. */
  #holdsLock = false;
  /** They travel with the next statement that is waited for, which fails where one of them does. */
  readonly #kept: PacketStatement[] = [];

  constructor(client: PoolClient) {
    this.#client = client;
    // a connection that breaks between two statements would end the process otherwise; the next statement tells
    client.on('error', () => (this.#isBroken = true));
  }

  /** A broken connection does not go back into the pool. */
  release(): void {
    this.#client.release(this.#isBroken);
  }

  /** Travels with the first statement of the transaction: a round trip less for each. */
  begin(text: string, ...settings: readonly string[]): void {
    this.#kept.push(...[text, ...settings].map((one) => this.#plain(one)));
    this.#isInTransaction = true;
    this.#holdsLock = false;
  }

  /**
   * A commit of what failed on the way would be a rollback without an error. What others wait for lets them go on before
   * the disk has it, but is over for us when it does: what they commit comes after it on the disk.
   */
  async commit(): Promise<void> {
    const texts = this.#holdsLock ? ['commit', UNTIL_ON_DISK] : ['commit'];
    await this.#send(texts.map((text) => this.#plain(text)));
    this.#isInTransaction = false;
  }

  async rollback(): Promise<void> {
    const kept = this.#kept.splice(0); // why it comes to this is known by now
    const hasBegun = !kept.some(({ text }) => text.startsWith('begin'));
    if (hasBegun) await this.#send([this.#plain('rollback')]);
    this.#isInTransaction = false;
  }

  async executeQuery<R>(query: CompiledQuery | QueryOfEach | LaterQuery): Promise<QueryResult<R>> {
    if ('isLater' in query) {
      this.#kept.push(this.#statement(query));
      return { rows: [] };
    }
    const asked = 'each' in query ? query.each : [query];
    const results = await this.#send(asked.map((one) => this.#statement(one)));
    const numAffectedRows = BigInt(results[0]?.rowCount ?? 0);
    if ('each' in query) return { numAffectedRows, rows: [results.map(({ rows }) => rows) as R] };
    return { numAffectedRows, rows: results[0]?.rows ?? [] };
  }

  /** With what was kept, in one packet. @returns what the statements gave @throws what is said of the first that fails */
  async #send(statements: readonly PacketStatement[]): Promise<readonly PgResult[]> {
    const kept = this.#kept.splice(0);
    const packet = new PostgresPacket([...kept, ...statements], this.#client);
    try {
      this.#client.query(packet);
      return (await packet.results).slice(kept.length);
    } catch (error) {
      throw this.#translate(error);
    }
  }

  #statement({ sql, parameters }: CompiledQuery): PacketStatement {
    if (isLock(sql)) this.#holdsLock = true;
    const text = postgresText(sql);
    return { text, name: this.#nameOf(text), values: parameters.map(storable) };
  }

  #plain(text: string): PacketStatement {
    return { text, name: this.#nameOf(text), values: [] };
  }

  /** By a cursor, of a transaction of its own where none runs: memory holds a few hundred rows at a time. */
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const isOwn = !this.#isInTransaction;
    if (isOwn) this.begin('begin');
    try {
      await this.executeQuery({ ...query, sql: `declare streamed no scroll cursor for ${query.sql}` });
      for (;;) {
        const [found] = await this.#send([this.#plain(`fetch ${STREAMED_ROWS} from streamed`)]);
        if (!found || found.rows.length === 0) break;
        yield { rows: found.rows };
      }
      await this.#send([this.#plain('close streamed')]);
    } finally {
      if (isOwn) await this.rollback();
    }
  }

  /** Blank = not worth preparing. */
  #nameOf(text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    if (text.length > PREPARED_TEXT_CHARS || this.#names.size >= PREPARED_STATEMENTS || !PREPARABLE.test(text))
      return '';
    const name = createHash('sha256').update(text).digest('base64url').slice(0, 32);
    this.#names.set(text, name);
    return name;
  }

  #translate(error: unknown): unknown {
    const translated = translatePostgresError(error);
    if (translated instanceof Error && 'code' in translated && translated.code === 'database_away')
      this.#isBroken = true;
    return translated;
  }
}

const PREPARABLE = /^\s*(?:select|insert|update|delete|with|begin|commit|rollback)\b/i;

/** PostgreSQL has no character 0 in texts; what holds one (some tags do) is stored without it. */
function storable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value;
}
