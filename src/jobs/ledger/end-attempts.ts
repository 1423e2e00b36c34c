import type { Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import { changeAndRead, rowsOfEach, type Statement } from '../../db/rows-of-each.ts';
import type { JobState } from '../../db/tables/job.ts';
import type { Lease } from '../engine.ts';
import type { JobError } from '../job-record.ts';
import { isTerminal } from '../states.ts';
import { appendLines } from './job-log.ts';
import { noteMoved } from './moved-jobs.ts';
import { type EndedAttempt, insertAttempts, type Outcome } from './insert-attempts.ts';
import { storedError } from './stored-error.ts';

/** What most jobs come to, in half the time of the statement for all. */
const SETTLE_DONE = `
update job set state = 'done', result = new.result, error = null, blocked_on = null, worker_id = null, lease_until_ms = null,
  stage = null, stage_at_ms = null, finished_at_ms = ?
from (select value ->> 0 as id, cast(value ->> 1 as bigint) as fence, value ->> 2 as result from json_each(?)) as new
where job.id = new.id and job.state = 'running' and job.fence = new.fence`;

/** Those of them that ended now: an attempt that ended before has its row by now. */
const ENDED_NOW = `
select id, fence from job where id in (select value from json_each(?)) and state = 'done'
  and not exists (select 1 from job_attempt where job_id = job.id and job_attempt.attempt = job.attempt)`;

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
returning job.id, job.fence`;

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

/** The end of an attempt, and what becomes of its job. */
export interface EndOfAttempt extends EndedAttempt {
  readonly end: End;
}

/** Ends attempts: jobs, attempt rows and logs. @returns those that ended; the others had lost their fence, nothing of them was written */
export async function endAttempts(
  tx: Tx,
  ends: readonly EndOfAttempt[],
  nowMs: number,
): Promise<readonly EndOfAttempt[]> {
  return (await endAndRead<[]>(tx, { ends, reads: [] }, nowMs)).ended;
}

/** As `endAttempts`, with reads that are done when the jobs have ended, mostly in the same round trip. */
export async function endAndRead<T extends readonly object[]>(
  tx: Tx,
  asked: { readonly ends: readonly EndOfAttempt[]; readonly reads: { readonly [K in keyof T]: Statement } },
  nowMs: number,
): Promise<{ readonly ended: readonly EndOfAttempt[]; readonly found: { readonly [K in keyof T]: readonly T[K][] } }> {
  const { ends, reads } = asked;
  const isDone = ({ end }: EndOfAttempt): boolean => end.state === 'done';
  if (ends.every(isDone)) {
    const { ended, found } = await settleDone<T>(tx, asked, nowMs);
    await record(tx, ended, nowMs);
    return { ended, found };
  }
  const [done, other] = [ends.filter(isDone), ends.filter((one) => !isDone(one))];
  const ended = [
    ...(done.length > 0 ? (await settleDone<[]>(tx, { ends: done, reads: [] }, nowMs)).ended : []),
    ...(await settleOther(tx, other, nowMs)),
  ];
  await record(tx, ended, nowMs);
  return { ended, found: await rowsOfEach<T>(tx, reads) };
}

async function record(tx: Tx, ended: readonly EndOfAttempt[], nowMs: number): Promise<void> {
  noteMoved(
    tx,
    ended.map(({ lease: { id }, end }) => ({ id, isOver: isTerminal(end.state) })),
  );
  await insertAttempts(tx, ended, nowMs);
  await appendLines(
    tx,
    ended.flatMap(({ lease, record }) => (record ? [{ lease, lines: record.lines }] : [])),
  );
}

async function settleDone<T extends readonly object[]>(
  tx: Tx,
  { ends, reads }: Parameters<typeof endAndRead<T>>[1],
  nowMs: number,
): ReturnType<typeof endAndRead<T>> {
  const values = ends.map(({ lease, end }) => [lease.id, lease.fence, JSON.stringify(end.result ?? null)]);
  const { changed, found } = await changeAndRead<T>(tx, [SETTLE_DONE, [nowMs, JSON.stringify(values)]], reads);
  if (changed === ends.length) return { ended: ends, found };
  const held = await rows<Held>(tx, ENDED_NOW, [JSON.stringify(ends.map(({ lease }) => lease.id))]);
  return { ended: thoseOf(ends, held), found };
}

async function settleOther(tx: Tx, ends: readonly EndOfAttempt[], nowMs: number): Promise<readonly EndOfAttempt[]> {
  const values = ends.map(({ lease, end }) => [
    lease.id,
    lease.fence,
    end.state,
    end.runAtMs ?? null,
    end.counts ? 1 : 0,
    end.error ? storedError(end.error, nowMs) : null,
    end.blockedOn ?? null,
  ]);
  return thoseOf(ends, await rows<Held>(tx, SETTLE, [nowMs, JSON.stringify(values)]));
}

type Held = Pick<Lease, 'id' | 'fence'>;

function thoseOf(ends: readonly EndOfAttempt[], held: readonly Held[]): readonly EndOfAttempt[] {
  const fences = new Map(held.map(({ id, fence }) => [id, fence]));
  return ends.filter(({ lease }) => fences.get(lease.id) === lease.fence);
}
