import type { JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import type { Lease, Settled } from '../engine.ts';
import type { JobError } from '../job-record.ts';
import { type End, endAttempts } from './end-attempts.ts';
import type { Outcome } from './note-attempts.ts';
import { followEnds } from './deps.ts';
import { judgeServices } from './services.ts';

/** What settling came to. */
export interface SettledJobs {
  /** The fence was lost: nothing of them was written. */
  readonly stale: readonly JobId[];
  /** Jobs that waited may start now. */
  readonly frees: boolean;
}

/** Ends attempts, all in two statements, notes what they say of services, and goes on with what comes after them. */
export async function settleJobs(tx: Tx, results: readonly Settled[], nowMs: number): Promise<SettledJobs> {
  const ends = results.map((settled) => ({ lease: settled.lease, end: endOf(settled, nowMs), record: settled.record }));
  const stale = await endAttempts(tx, ends, nowMs);
  const lost = new Set(stale);
  const judged = ends
    .filter(({ lease }) => !lost.has(lease.id))
    .map(({ lease, end }) => ({
      id: lease.id,
      isProof: end.blockedOn === undefined && end.outcome !== 'cancelled' && end.outcome !== 'timeout',
      reason: end.error?.message ?? '',
      ...(end.blockedOn === undefined ? {} : { blockedOn: end.blockedOn }),
    }));
  const isUp = await judgeServices(tx, judged, nowMs);
  const frees = await followEnds(
    tx,
    judged.map(({ id }) => id),
    nowMs,
  );
  return { stale, frees: isUp || frees };
}

/** Gives jobs back unfinished, as if they had not been claimed, but for the record of the attempt. */
export async function releaseJobs(tx: Tx, leases: readonly Lease[], nowMs: number): Promise<void> {
  const end: End = { state: 'ready', outcome: 'released' };
  await endAttempts(
    tx,
    leases.map((lease) => ({ lease, end })),
    nowMs,
  );
}

function endOf(settled: Settled, nowMs: number): End {
  if ('ok' in settled) return { state: 'done', outcome: 'ok', result: settled.ok };
  if ('cancelled' in settled) {
    return { state: 'cancelled', outcome: 'cancelled', error: { code: 'job_cancelled', message: settled.cancelled } };
  }
  if ('failed' in settled)
    return { state: 'failed', outcome: outcomeOf(settled.failed, 'failed'), error: settled.failed, counts: true };
  if ('blockedOn' in settled) {
    const { blockedOn, error } = settled;
    return { state: 'blocked', outcome: 'blocked', blockedOn, error };
  }
  return {
    state: settled.retryAtMs > nowMs ? 'scheduled' : 'ready',
    outcome: settled.counts ? outcomeOf(settled.error, 'retry') : 'snoozed',
    runAtMs: settled.retryAtMs,
    counts: settled.counts,
    error: settled.error,
  };
}

function outcomeOf(error: JobError, otherwise: Outcome): Outcome {
  return error.code === 'job_timeout' ? 'timeout' : otherwise;
}
