import { CompiledQuery } from 'kysely';
import type { Tx } from './database.ts';
import { isPostgres } from './dialect/is-postgres.ts';
import { rows } from './rows.ts';

/** A statement that nobody waits for. */
export interface LaterQuery extends CompiledQuery {
  readonly isLater: true;
}

/**
 * A write whose answer nobody needs. On PostgreSQL it travels with the statements after it: where it fails, the next one or
 * the commit fails with its error.
 */
export async function writeLater(tx: Tx, text: string, parameters: readonly unknown[]): Promise<void> {
  if (!isPostgres(tx)) {
    await rows(tx, text, parameters);
    return;
  }
  const query: LaterQuery = { ...CompiledQuery.raw(text, [...parameters]), isLater: true };
  await tx.executeQuery(query);
}
