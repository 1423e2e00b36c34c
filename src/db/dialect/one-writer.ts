import type { Tx } from '../database.ts';
import { writeLater } from '../write-later.ts';
import { CLAIMS_LOCK, WRITER_LOCK } from './advisory-locks.ts';
import { isPostgres } from './is-postgres.ts';

/**
 * Holds until the end of the transaction what SQLite holds by itself: the right to write. It also keeps the numbers of
 * events in the order of their commits, which readers by cursor rely on.
 */
export async function waitForOthers(tx: Tx): Promise<void> {
  // it travels with the first statement, which so is the first thing done under it
  if (isPostgres(tx)) await writeLater(tx, WRITER_LOCK, []);
}

/**
 * What holds until the end of the transaction the right to claim jobs: limits count what others have claimed. Undefined where
 * the transaction holds it by itself.
 */
export function claimsLock(tx: Tx): readonly [text: string, parameters: readonly unknown[]] | undefined {
  return isPostgres(tx) ? [CLAIMS_LOCK, []] : undefined;
}
