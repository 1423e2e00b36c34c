import type { JobId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { ClaimAsk, ClaimedJob } from '../engine.ts';
import { pickJobs } from '../slots.ts';
import { rows } from '../../db/rows.ts';

/** Delayed jobs made ready by one claim; the next claim goes on. */
const PROMOTED = 1_000;

const PROMOTE = `
update job set state = 'ready'
where id in (select id from job where state = 'scheduled' and run_at_ms <= ? order by run_at_ms limit ${PROMOTED})`;

const HAS_WORK = `
select exists (select 1 from job where state = 'ready') or exists (select 1 from job where state = 'scheduled' and run_at_ms <= ?) as yes`;

const NEXT_DUE = `select min(run_at_ms) as at from job where state = 'scheduled'`;

/** The head of one queue, straight from the index; a paused queue has none. */
const HEAD = `
select * from (
  select id, kind, priority, run_at_ms from job
  where state = 'ready' and queue = ? and queue not in (select name from job_queue where paused_at_ms is not null)
  order by priority, run_at_ms, id limit ?
)`;

const TAKE = `
update job set state = 'running', worker_id = ?, lease_until_ms = ?, started_at_ms = ?, fence = fence + 1, attempt = attempt + 1
where id in (select value from json_each(?)) and state = 'ready'
returning id, kind, payload, fence, attempt, counted_failures`;

const NOTE_ATTEMPTS = `
insert into job_attempt (job_id, attempt, worker_id, started_at_ms)
select value ->> 0, value ->> 1, ?, ? from json_each(?)`;

interface Taken {
  readonly id: JobId;
  readonly kind: string;
  readonly payload: string;
  readonly fence: number;
  readonly attempt: number;
  readonly counted_failures: number;
}

/** True when a claim could find something. Only reads, so that an idle worker never writes. */
export async function hasWork(db: Database, nowMs: number): Promise<boolean> {
  const [row] = await rows<{ yes: number }>(db, HAS_WORK, [nowMs]);
  return row?.yes === 1;
}

/** When the next delayed job is due. */
export async function nextDueAtMs(db: Database): Promise<number | undefined> {
  const [row] = await rows<{ at: number | null }>(db, NEXT_DUE, []);
  return row?.at ?? undefined;
}

/** Makes due jobs ready, takes the best that fit, and opens their attempts. */
export async function claimJobs(tx: Tx, ask: ClaimAsk, nowMs: number): Promise<readonly ClaimedJob[]> {
  await rows(tx, PROMOTE, [nowMs]);
  const heads = ask.queues.map(() => HEAD).join(' union all ');
  const candidates = await rows<{ id: JobId; kind: string }>(
    tx,
    `${heads} order by priority, run_at_ms, id`,
    ask.queues.flatMap(({ name, limit }) => [name, limit]),
  );
  const order = pickJobs(candidates, ask).map(({ id }) => id);
  if (order.length === 0) return [];
  const taken = await rows<Taken>(tx, TAKE, [ask.worker, nowMs + ask.leaseMs, nowMs, JSON.stringify(order)]);
  const attempts = JSON.stringify(taken.map((job) => [job.id, job.attempt]));
  await rows(tx, NOTE_ATTEMPTS, [ask.worker, nowMs, attempts]);
  const byId = new Map(taken.map((job) => [job.id, job]));
  return order.flatMap((id) => {
    const job = byId.get(id);
    return job ? [claimed(job, ask)] : [];
  });
}

function claimed(job: Taken, ask: ClaimAsk): ClaimedJob {
  return {
    lease: { id: job.id, worker: ask.worker, fence: job.fence },
    kind: job.kind,
    payload: parsed(job.payload),
    attempt: job.attempt,
    countedFailures: job.counted_failures,
  };
}

/** A row that is no JSON must fail its own job, not the claim of all. */
function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}
