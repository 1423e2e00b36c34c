import type { JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';

/** A job that a transaction moved. */
export interface MovedJob {
  readonly id: JobId;
  /** The lane it stood in before, where that changes. */
  readonly lane?: string | undefined;
  /** It has ended for good. */
  readonly isOver?: boolean | undefined;
}

const collected = new WeakMap<Tx, Map<JobId, MovedJob>>();

/** From now on the jobs that this transaction moves are collected: for an engine that hands jobs out from elsewhere. */
export function collectMoves(tx: Tx): void {
  if (!collected.has(tx)) collected.set(tx, new Map());
}

/** Notes jobs that may be ready now, or no longer, or in another place or line. Does nothing where nobody collects. */
export function noteMoved(tx: Tx, jobs: readonly MovedJob[]): void {
  const moves = collected.get(tx);
  if (!moves) return;
  for (const { id, lane, isOver } of jobs) moves.set(id, { id, lane: moves.get(id)?.lane ?? lane, isOver });
}

/** The jobs moved since it was asked last. */
export function takeMoves(tx: Tx): readonly MovedJob[] {
  const moves = collected.get(tx);
  if (!moves || moves.size === 0) return [];
  const jobs = [...moves.values()];
  moves.clear();
  return jobs;
}
