import type { JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import type { JobState } from '../../db/tables/job.ts';
import type { AttemptRecord } from '../attempt-record.ts';
import type { Lease } from '../engine.ts';
import type { JobError } from '../job-record.ts';
import { appendLines } from './job-log.ts';
import { noteMoved } from './moved-jobs.ts';
import { type EndedAttempt, noteAttempts, type Outcome } from './note-attempts.ts';
import { storedError } from './stored-error.ts';

const ENDED = `job.id, job.attempt, job.queue, job.kind, job.run_at_ms, job.started_at_ms`;

/** What most jobs come to, in a third less time than the statement for all. */
const SETTLE_DONE = `
update job set state = 'done', result = new.result, error = null, blocked_on = null, worker_id = null, lease_until_ms = null,
  stage = null, stage_at_ms = null, finished_at_ms = ?
from (select value ->> 0 as id, cast(value ->> 1 as bigint) as fence, value ->> 2 as result from json_each(?)) as new
where job.id = new.id and job.state = 'running' and job.fence = new.fence
returning ${ENDED}`;

/** A job that is to be cancelled does not go round again. */
const SETTLE = `
update job set
  state = case when job.cancel_requested_at_ms is not null and new.state in ('ready', 'scheduled', 'blocked') then 'cancelled' else new.state end,
  run_at_ms = coalesce(new.run_at_ms, job.run_at_ms),
  counted_failures = job.counted_failures + new.counts,
  result = null,
  error = new.error,
  blocked_on = case when job.cancel_requested_at_ms is null then new.blocked_on end,
  worker_id = null,
  lease_until_ms = null,
  stage = null,
  stage_at_ms = null,
  finished_at_ms = case when new.state in ('ready', 'scheduled', 'blocked') and job.cancel_requested_at_ms is null then null else cast(? as bigint) end
from (
  select value ->> 0 as id, cast(value ->> 1 as bigint) as fence, value ->> 2 as state,
    cast(value ->> 3 as bigint) as run_at_ms, cast(value ->> 4 as bigint) as counts,
    value ->> 5 as error, value ->> 6 as blocked_on
  from json_each(?)
) as new
where job.id = new.id and job.state = 'running' and job.fence = new.fence
returning ${ENDED}`;

/** What becomes of a job with the end of an attempt. */
export interface End {
  readonly state: JobState;
  readonly outcome: Outcome;
  readonly runAtMs?: number;
  readonly counts?: boolean;
  readonly result?: unknown;
  readonly error?: JobError;
  readonly blockedOn?: string;
}

/** The end of an attempt, with what it told of itself. */
export interface EndOfAttempt {
  readonly lease: Lease;
  readonly end: End;
  readonly record?: AttemptRecord | undefined;
}

type Ended = EndedAttempt['job'];

/** Ends attempts: jobs, attempt rows, logs and statistics. @returns the jobs whose fence was lost: nothing of them was written */
export async function endAttempts(tx: Tx, ends: readonly EndOfAttempt[], nowMs: number): Promise<readonly JobId[]> {
  const [done, other] = [ends.filter(isDone), ends.filter((one) => !isDone(one))];
  const ended = new Map<JobId, Ended>();
  if (done.length > 0) for (const row of await settleDone(tx, done, nowMs)) ended.set(row.id, row);
  if (other.length > 0) for (const row of await settleOther(tx, other, nowMs)) ended.set(row.id, row);
  noteMoved(tx, [...ended.values()]);
  const kept = ends.flatMap((one) => {
    const job = ended.get(one.lease.id);
    return job ? [{ ...one, job }] : [];
  });
  const attempts = kept.map(({ lease, end, job, record }) => {
    return { job, worker: lease.worker, outcome: end.outcome, error: end.error, record };
  });
  await noteAttempts(tx, attempts, nowMs);
  const said = kept.filter(({ record }) => record);
  await appendLines(
    tx,
    said.map(({ lease, job, record }) => ({ lease, attempt: job.attempt, lines: record?.lines ?? [] })),
  );
  return ends.flatMap(({ lease }) => (ended.has(lease.id) ? [] : [lease.id]));
}

function isDone({ end }: EndOfAttempt): boolean {
  return end.state === 'done';
}

function settleDone(tx: Tx, ends: readonly EndOfAttempt[], nowMs: number): Promise<readonly Ended[]> {
  const values = ends.map(({ lease, end }) => [lease.id, lease.fence, JSON.stringify(end.result ?? null)]);
  return rows<Ended>(tx, SETTLE_DONE, [nowMs, JSON.stringify(values)]);
}

async function settleOther(tx: Tx, ends: readonly EndOfAttempt[], nowMs: number): Promise<readonly Ended[]> {
  const values = ends.map(({ lease, end }) => [
    lease.id,
    lease.fence,
    end.state,
    end.runAtMs ?? null,
    end.counts ? 1 : 0,
    end.error ? storedError(end.error, nowMs) : null,
    end.blockedOn ?? null,
  ]);
  const due = await dueTimes(tx, ends);
  const ended = await rows<Ended>(tx, SETTLE, [nowMs, JSON.stringify(values)]);
  return ended.map((job) => ({ ...job, run_at_ms: due.get(job.id) ?? job.run_at_ms }));
}

/** When the attempts were due: the time of the next one takes its place. */
async function dueTimes(tx: Tx, ends: readonly EndOfAttempt[]): Promise<ReadonlyMap<JobId, number>> {
  const ids = ends.filter(({ end }) => end.runAtMs !== undefined).map(({ lease }) => lease.id);
  if (ids.length === 0) return new Map();
  const text = 'select id, run_at_ms from job where id in (select value from json_each(?))';
  const found = await rows<{ id: JobId; run_at_ms: number }>(tx, text, [JSON.stringify(ids)]);
  return new Map(found.map((job) => [job.id, job.run_at_ms]));
}
