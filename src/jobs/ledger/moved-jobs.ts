import type { JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';

const collected = new WeakMap<Tx, Set<JobId>>();

/** From now on the jobs that this transaction moves are collected: for an engine that hands jobs out from elsewhere. */
export function collectMoves(tx: Tx): void {
  if (!collected.has(tx)) collected.set(tx, new Set());
}

/** Notes jobs that may be ready now, or no longer, or in another place of the line. Does nothing where nobody collects. */
export function noteMoved(tx: Tx, jobs: readonly { readonly id: JobId }[]): void {
  const moves = collected.get(tx);
  if (moves) for (const { id } of jobs) moves.add(id);
}

/** The jobs moved since it was asked last. */
export function takeMoves(tx: Tx): readonly JobId[] {
  const moves = collected.get(tx);
  if (!moves || moves.size === 0) return [];
  const ids = [...moves];
  moves.clear();
  return ids;
}
