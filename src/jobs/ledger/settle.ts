import type { JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import type { JobAttemptTable, JobState } from '../../db/tables/job.ts';
import type { JobError, Lease, Progress, Settled } from '../engine.ts';
import { rows } from '../../db/rows.ts';
import { judgeServices } from './services.ts';

/** A job that is to be cancelled does not go round again. */
const SETTLE = `
update job set
  state = case when job.cancel_requested_at_ms is not null and new.state in ('ready', 'scheduled', 'blocked') then 'cancelled' else new.state end,
  run_at_ms = coalesce(new.run_at_ms, job.run_at_ms),
  counted_failures = job.counted_failures + new.counts,
  result = new.result,
  error = new.error,
  blocked_on = case when job.cancel_requested_at_ms is null then new.blocked_on end,
  worker_id = null,
  lease_until_ms = null,
  finished_at_ms = case when new.state in ('ready', 'scheduled', 'blocked') and job.cancel_requested_at_ms is null then null else ? end
from (
  select value ->> 0 as id, value ->> 1 as worker, cast(value ->> 2 as bigint) as fence, value ->> 3 as state,
    cast(value ->> 4 as bigint) as run_at_ms, cast(value ->> 5 as bigint) as counts, value ->> 6 as result,
    value ->> 7 as error, value ->> 8 as blocked_on
  from json_each(?)
) as new
where job.id = new.id and job.state = 'running' and job.fence = new.fence and job.worker_id = new.worker
returning job.id, job.attempt`;

const CLOSE_ATTEMPTS = `
update job_attempt set ended_at_ms = ?, outcome = new.outcome, error = new.error
from (
  select value ->> 0 as id, cast(value ->> 1 as bigint) as attempt, value ->> 2 as outcome, value ->> 3 as error from json_each(?)
) as new
where job_id = new.id and job_attempt.attempt = new.attempt`;

const PROGRESS = `
update job set progress_done = new.done, progress_total = new.total
from (
  select value ->> 0 as id, cast(value ->> 1 as bigint) as fence, cast(value ->> 2 as bigint) as done,
    cast(value ->> 3 as bigint) as total
  from json_each(?)
) as new
where job.id = new.id and job.state = 'running' and job.fence = new.fence`;

type Outcome = Exclude<JobAttemptTable['outcome'], null>;

interface End {
  readonly state: JobState;
  readonly outcome: Outcome;
  readonly runAtMs?: number;
  readonly counts?: boolean;
  readonly result?: unknown;
  readonly error?: JobError;
  readonly blockedOn?: string;
}

/** What settling came to. */
export interface SettledJobs {
  /** The fence was lost: nothing of them was written. */
  readonly stale: readonly JobId[];
  /** Jobs that waited may start now. */
  readonly frees: boolean;
}

/** Ends attempts, all in two statements, and notes what they say of services. */
export async function settleJobs(tx: Tx, results: readonly Settled[], nowMs: number): Promise<SettledJobs> {
  const ends = results.map((settled) => ({ lease: settled.lease, end: endOf(settled, nowMs) }));
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
  return { stale, frees: await judgeServices(tx, judged, nowMs) };
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

/** Notes how far jobs are; those of lost leases are left alone. */
export async function noteProgress(tx: Tx, reports: readonly Progress[]): Promise<void> {
  const values = reports.map(({ lease, done, total }) => [
    lease.id,
    lease.fence,
    Math.round(done),
    total === null ? null : Math.round(total),
  ]);
  await rows(tx, PROGRESS, [JSON.stringify(values)]);
}

async function endAttempts(
  tx: Tx,
  ends: readonly { lease: Lease; end: End }[],
  nowMs: number,
): Promise<readonly JobId[]> {
  const values = ends.map(({ lease, end }) => [
    lease.id,
    lease.worker,
    lease.fence,
    end.state,
    end.runAtMs ?? null,
    end.counts ? 1 : 0,
    'result' in end ? JSON.stringify(end.result) : null,
    end.error ? storedError(end.error, nowMs) : null,
    end.blockedOn ?? null,
  ]);
  const settled = await rows<{ id: JobId; attempt: number }>(tx, SETTLE, [nowMs, JSON.stringify(values)]);
  const attempts = new Map(settled.map((row) => [row.id, row.attempt]));
  const kept = ends.filter(({ lease }) => attempts.has(lease.id));
  const closed = kept.map(({ lease, end }) => [
    lease.id,
    attempts.get(lease.id),
    end.outcome,
    end.error ? JSON.stringify(end.error) : null,
  ]);
  if (closed.length > 0) await rows(tx, CLOSE_ATTEMPTS, [nowMs, JSON.stringify(closed)]);
  return ends.flatMap(({ lease }) => (attempts.has(lease.id) ? [] : [lease.id]));
}

/** The error column: code, message and when. */
export function storedError(error: JobError, atMs: number): string {
  return JSON.stringify({ code: error.code, message: error.message, at: atMs });
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
