import { CompiledQuery } from 'kysely';
import type { Database, Tx } from './database.ts';
import { NodeSqliteAdapter } from './node-sqlite.ts';

/** Rows of a statement written by hand: the hot path has no query builder, and one text a statement for the cache. */
export async function rows<R>(db: Database | Tx, text: string, parameters: readonly unknown[]): Promise<readonly R[]> {
  const { adapter } = db.getExecutor();
  if (db.isTransaction && adapter instanceof NodeSqliteAdapter) return adapter.rows<R>(text, parameters);
  const result = await db.executeQuery<R>(CompiledQuery.raw(text, [...parameters]));
  return result.rows;
}

/** How many rows a statement of that sort changes. It returns none: they cost as much again as the change. */
export async function change(tx: Tx, text: string, parameters: readonly unknown[]): Promise<number> {
  const { adapter } = tx.getExecutor();
  if (adapter instanceof NodeSqliteAdapter) return adapter.change(text, parameters);
  const { numAffectedRows = 0n } = await tx.executeQuery(CompiledQuery.raw(text, [...parameters]));
  return Number(numAffectedRows);
}
