import { createHash } from 'node:crypto';
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely';
import type { PoolClient, QueryResult as PgResult } from 'pg';
import { isLock } from './dialect/advisory-locks.ts';
import { postgresText } from './dialect/postgres-text.ts';
import { translatePostgresError } from './postgres-error.ts';
import type { QueryOfEach } from './rows-of-each.ts';
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
  /** On their way; the next statement that is waited for fails where one of them does. */
  #sent: Promise<unknown>[] = [];
  /** What was sent is kept back: it travels with what is waited for, in one packet. */
  #isHeldBack = false;

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
  begin(text: string): void {
    this.#later(() => this.#client.query(text));
    this.#isInTransaction = true;
    this.#holdsLock = false;
  }

  /**
   * A commit of what failed on the way would be a rollback without an error. What others wait for lets them go on before
   * the disk has it, but is over for us when it does: what they commit comes after it on the disk.
   */
  async commit(): Promise<void> {
    const texts = this.#holdsLock ? ['commit', UNTIL_ON_DISK] : ['commit'];
    try {
      await this.#together(() => Promise.all([...this.#takeSent(), ...texts.map((text) => this.#client.query(text))]));
      this.#isInTransaction = false;
    } catch (error) {
      throw this.#translate(error);
    }
  }

  async rollback(): Promise<void> {
    this.#sent.length = 0; // why it comes to this is known by now
    try {
      await this.#together(() => this.#client.query('rollback'));
      this.#isInTransaction = false;
    } catch (error) {
      throw this.#translate(error);
    }
  }

  #later(send: () => Promise<unknown>): void {
    this.#holdBack();
    const sent = send();
    sent.catch(() => undefined); // told by what is waited for
    this.#sent.push(sent);
  }

  /** Sends at once what was kept back and what `send` sends: a packet for each statement costs more than the statement. */
  #together<T>(send: () => T): T {
    this.#holdBack();
    try {
      return send();
    } finally {
      this.#isHeldBack = false;
      this.#client.connection.stream.uncork();
    }
  }

  #holdBack(): void {
    if (!this.#isHeldBack) this.#client.connection.stream.cork();
    this.#isHeldBack = true;
  }

  #takeSent(): readonly Promise<unknown>[] {
    return this.#sent.splice(0);
  }

  async executeQuery<R>(query: CompiledQuery | QueryOfEach | LaterQuery): Promise<QueryResult<R>> {
    try {
      if ('isLater' in query) {
        this.#later(() => this.#send(query));
        return { rows: [] };
      }
      if ('each' in query) {
        const found = await this.#together(() => Promise.all(query.each.map((one) => this.#ask(one))));
        return { numAffectedRows: BigInt(found[0]?.rowCount ?? 0), rows: [found.map(({ rows }) => rows) as R] };
      }
      const { rows, rowCount } = await this.#together(() => this.#ask<R>(query));
      return { numAffectedRows: BigInt(rowCount ?? 0), rows };
    } catch (error) {
      throw this.#translate(error);
    }
  }

  #ask<R>(query: CompiledQuery): Promise<PgResult<Row & R>> {
    const asked = this.#send<R>(query);
    const sent = this.#takeSent();
    return sent.length > 0 ? Promise.all([...sent, asked]).then(() => asked) : asked;
  }

  #send<R>({ sql, parameters }: CompiledQuery): Promise<PgResult<Row & R>> {
    if (isLock(sql)) this.#holdsLock = true;
    const text = postgresText(sql);
    const name = this.#nameOf(text);
    const values = parameters.map(storable);
    return this.#client.query<Row & R>(name === '' ? { text, values } : { name, text, values });
  }

  /** By a cursor, of a transaction of its own where none runs: memory holds a few hundred rows at a time. */
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const isOwn = !this.#isInTransaction;
    if (isOwn) this.begin('begin');
    try {
      await this.executeQuery({ ...query, sql: `declare streamed no scroll cursor for ${query.sql}` });
      for (;;) {
        const { rows } = await this.#client.query<Row & R>(`fetch ${STREAMED_ROWS} from streamed`);
        if (rows.length === 0) break;
        yield { rows };
      }
      await this.#client.query('close streamed');
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

interface Row {
  [column: string]: unknown;
}

const PREPARABLE = /^\s*(?:select|insert|update|delete|with)\b/i;

/** PostgreSQL has no character 0 in texts; what holds one (some tags do) is stored without it. */
function storable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value;
}
