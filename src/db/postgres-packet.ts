import { type Connection, type CustomTypesConfig, Query, type QueryResult } from 'pg';

/** A statement on its way; one without a name is not prepared. */
export interface PacketStatement {
  readonly text: string;
  readonly name: string;
  readonly values: readonly unknown[];
}

/** What `pg` knows of a connection and tells queries, and its types do not say. */
interface PreparingConnection extends Connection {
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
}
interface AnsweredQuery extends Query {
  name: string;
  queryMode: 'extended';
  readonly _result: { _types: CustomTypesConfig };
  handleRowDescription(message: object): void;
  handleDataRow(message: object): void;
  handleCommandComplete(message: object, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
}

/**
 * Statements that the server does one after the other and answers at once: of queries each is answered, and wakes us, by
 * itself. Those after one that fails are not done.
 */
export class PostgresPacket extends Query {
  /** Of the statement that is answered next: `pg` notes by these what is prepared. */
  name = '';
  text = '';
  readonly #queries: readonly AnsweredQuery[];
  readonly #statements: readonly PacketStatement[];
  readonly #results: QueryResult[] = [];
  readonly #done = Promise.withResolvers<readonly QueryResult[]>();
  #error: Error | undefined;
  #next = 0;

  constructor(statements: readonly PacketStatement[], types: CustomTypesConfig) {
    super('');
    this.#statements = statements;
    this.#queries = statements.map(({ text, name, values }, i) => {
      const query = new Query(text, [...values], (error, result) => {
        this.#error ??= error;
        this.#results[i] = result;
      }) as AnsweredQuery;
      // told by an object, it would be copied in a way that costs more than all else that is done with it here
      query.name = name;
      query.queryMode = 'extended';
      query._result._types = types;
      return query;
    });
    this.#expect(0);
  }

  /** What each gave. @throws what the server says of the first that fails */
  get results(): Promise<readonly QueryResult[]> {
    return this.#done.promise;
  }

  override readonly submit = (connection: Connection): void => {
    const withoutEnds: Connection = Object.create(connection, { sync: { value: () => undefined } });
    connection.stream.cork();
    try {
      for (const query of this.#queries) if (this.#error === undefined) query.submit(withoutEnds);
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  };

  handleRowDescription(message: object): void {
    this.#queries[this.#next]?.handleRowDescription(message);
  }

  handleDataRow(message: object): void {
    this.#queries[this.#next]?.handleDataRow(message);
  }

  handleCommandComplete(message: object, connection: Connection): void {
    this.#queries[this.#next]?.handleCommandComplete(message, connection);
    this.#expect(this.#next + 1);
  }

  handleEmptyQuery(): void {
    this.#expect(this.#next + 1);
  }

  handleReadyForQuery(connection: PreparingConnection): void {
    // one whose values cannot be sent ended the packet, and what was prepared for it is closed
    if (this.#error) delete connection.parsedStatements[this.name];
    for (const query of this.#queries.slice(0, this.#next)) query.handleReadyForQuery(connection);
    if (this.#error) this.#done.reject(this.#error);
    else this.#done.resolve(this.#results);
  }

  handleError(error: Error, connection: PreparingConnection): void {
    // the server never came to these
    for (const { name } of this.#statements.slice(this.#next)) delete connection.submittedNamedStatements[name];
    this.#done.reject(error);
  }

  #expect(next: number): void {
    this.#next = next;
    this.name = this.#statements[next]?.name ?? '';
    this.text = this.#statements[next]?.text ?? '';
  }
}
