import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  type TransactionSettings,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { CatalogueCompiler } from './dialect/postgres-compiler.ts';
import { freeConnection } from './free-connection.ts';
import { NodePostgresConnection } from './node-postgres-connection.ts';
import { patienceMs } from './patience.ts';
import { translatePostgresError } from './postgres-error.ts';

/**
 * Kysely over a pool of `pg`: texts are written for both databases and translated, troubles come as `AppError`.
 * `fullPoolMs`: how long to wait while all connections are in use; who has less patience (see `withPatience`) waits less.
 */
export function nodePostgresDialect(pool: Pool, fullPoolMs: number): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new NodePostgresDriver(pool, fullPoolMs),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new CatalogueCompiler(),
  };
}

class NodePostgresDriver implements Driver {
  readonly #pool: Pool;
  readonly #fullPoolMs: number;
  readonly #connections = new WeakMap<PoolClient, NodePostgresConnection>();

  constructor(pool: Pool, fullPoolMs: number) {
    this.#pool = pool;
    this.#fullPoolMs = fullPoolMs;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    try {
      const client = await freeConnection(this.#pool, patienceMs() ?? this.#fullPoolMs);
      const known = this.#connections.get(client);
      if (known) return known;
      const connection = new NodePostgresConnection(client);
      this.#connections.set(client, connection);
      return connection;
    } catch (error) {
      throw translatePostgresError(error);
    }
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const access = settings.accessMode ? ` ${settings.accessMode}` : '';
    const level = settings.isolationLevel ? ` isolation level ${settings.isolationLevel}` : '';
    const limitMs = patienceMs();
    const limit = limitMs === undefined ? [] : [`set local lock_timeout = ${limitMs}`];
    ours(connection).begin(`begin${level}${access}`, ...limit);
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await ours(connection).commit();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await ours(connection).rollback();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    ours(connection).release();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }
}

/** Kysely hands back what `acquireConnection` gave. */
function ours(connection: DatabaseConnection): NodePostgresConnection {
  if (connection instanceof NodePostgresConnection) return connection;
  throw new TypeError('Not a connection of this driver');
}
