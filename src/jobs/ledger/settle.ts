import type { JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import { forgetAhead } from '../../db/rows-of-each.ts';
import type { Lease, Settled } from '../engine.ts';
import type { JobError } from '../job-record.ts';
import { type End, endAndRead, endAttempts } from './end-attempts.ts';
import type { EndedAttempt, Outcome } from './insert-attempts.ts';
import { ANY_WAITS, followEnds } from './deps.ts';
import { DOWN, type DownService, judgeServices } from './services.ts';

/** What settling came to. */
export interface SettledJobs {
  readonly ended: readonly EndedAttempt[];
  /** The fence was lost: nothing of them was written. */
  readonly stale: readonly JobId[];
  /** Jobs that waited may start now. */
  readonly frees: boolean;
}

/** Ends attempts, all in two statements, notes what they say of services, and goes on with what comes after them. */
export async function settleJobs(tx: Tx, results: readonly Settled[], nowMs: number): Promise<SettledJobs> {
  const asked = results.map((settled) => ({
    lease: settled.lease,
    end: endOf(settled, nowMs),
    record: settled.record,
  }));
  // asked when the jobs have ended: what comes to wait for them from now on sees it
  const reads = [
    [DOWN, []],
    [ANY_WAITS, []],
  ] as const;
  const { ended: ends, found } = await endAndRead<[DownService, object]>(tx, { ends: asked, reads }, nowMs);
  const [down, waits] = found;
  if (down.length > 0 || waits.length > 0) forgetAhead(tx); // what follows may change what a claim finds
  const stale =
    ends.length === asked.length ? [] : asked.filter((one) => !ends.includes(one)).map(({ lease }) => lease.id);
  const judged = ends.map(({ lease, end }) => ({
    id: lease.id,
    isProof: end.blockedOn === undefined && end.outcome !== 'cancelled' && end.outcome !== 'timeout',
    reason: end.error?.message ?? '',
    ...(end.blockedOn === undefined ? {} : { blockedOn: end.blockedOn }),
  }));
  const isUp = await judgeServices(tx, { ended: judged, down }, nowMs);
  const ids = judged.map(({ id }) => id);
  const frees = waits.length > 0 && (await followEnds(tx, ids, nowMs));
  return { ended: ends, stale, frees: isUp || frees };
}

/** Gives jobs back unfinished, as if they had not been claimed, but for the record of the attempt. */
export function releaseJobs(tx: Tx, leases: readonly Lease[], nowMs: number): Promise<readonly EndedAttempt[]> {
  const end: End = { state: 'ready', outcome: 'released' };
  const ends = leases.map((lease) => ({ lease, end }));
  return endAttempts(tx, ends, nowMs);
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
