import { PostgresAdapter } from 'kysely';
import type { Database, Tx } from '../database.ts';

/** Which of the two databases this is; the rest of the code does not ask. */
export function isPostgres(db: Database | Tx): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
