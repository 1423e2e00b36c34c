import { createHash } from 'node:crypto';
import {
  type CompiledQuery,
  type DatabaseConnection,
  DummyDriver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Migration } from './migrations/list.ts';

/**
 * SHA-256 of the SQL a migration runs (white space folded), found by running it against nothing. So it is the same from
 * source, from the compiled package and after a rename, and changes when the schema would.
 */
export async function hashMigration(migration: Migration): Promise<string> {
  const hash = createHash('sha256');
  const recorder = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new RecordingDriver((text) => hash.update(`${text.replaceAll(/\s+/g, ' ').trim()};\n`)),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  await migration.up(recorder);
  return hash.digest('hex');
}

class RecordingDriver extends DummyDriver {
  readonly #record: (text: string) => void;

  constructor(record: (text: string) => void) {
    super();
    this.#record = record;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return {
      executeQuery: async <R>({ sql }: CompiledQuery): Promise<QueryResult<R>> => {
        this.#record(sql);
        return { rows: [] };
      },
      streamQuery: () => {
        throw new TypeError('A migration does not stream');
      },
    };
  }
}
