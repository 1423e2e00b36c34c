import { sql } from 'kysely';
import type { JobId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { QueueCount } from '../engine.ts';
import { unstarted } from '../states.ts';
import { rows } from '../../db/rows.ts';
import type { AskedJob } from './admit.ts';
import { followEnds } from './deps.ts';
import { noteMoved } from './moved-jobs.ts';
import { type ByHand, noteByHand, wereJobs } from './note-by-hand.ts';
import { storedError } from './stored-error.ts';
import { wereEnded } from './undo-retries.ts';

const UNSTARTED = unstarted.map((state) => `'${state}'`).join(', ');

const CANCEL = `
update job set
  state = case when state = 'running' then state else 'cancelled' end,
  finished_at_ms = case when state = 'running' then null else cast(? as bigint) end,
  error = case when state = 'running' then error else ? end,
  cancel_requested_at_ms = coalesce(cancel_requested_at_ms, cast(? as bigint))
where id in (select value from json_each(?)) and state in (${UNSTARTED}, 'running')
returning id, state`;

/** A job whose unique key an unfinished one holds by now stays as it is; of several with one key only the newest starts. */
const STARTS_AGAIN = `
  select max(ended.id) from job as ended
  where ended.id in (select value from json_each(?))
    and (ended.state in ('failed', 'cancelled', 'done') or ended.state = 'scheduled' and ended.attempt > 0) and not exists (
    select 1 from job as other
    where other.kind = ended.kind and other.unique_key = ended.unique_key and other.id <> ended.id
      and other.state not in ('done', 'failed', 'cancelled')
  )
  group by ended.kind, coalesce(ended.unique_key, ended.id)`;

const RETRY = `
update job set state = 'ready', run_at_ms = ?, counted_failures = 0, lost = 0, error = null, result = null,
  ignored_at_ms = null, finished_at_ms = null, cancel_requested_at_ms = null, progress_done = 0, progress_total = null
where id in (${STARTS_AGAIN})
returning id`;

const ENDED_WELL = `
select id, kind, asset_id as asset from job where state = 'done' and id in (${STARTS_AGAIN})`;

const HURRY = `
update job set priority = ?
where kind = ? and asset_id in (select value from json_each(?)) and state in (${UNSTARTED}) and priority > ?
returning id`;

const TOTALS = `
select
  (select count(*) from job where state = 'ready') + (select count(*) from job where state = 'blocked')
    + (select count(*) from job where state = 'scheduled' and attempt > 0) as waiting,
  (select count(*) from job where state = 'running') as running,
  (select count(*) from job where state = 'failed' and ignored_at_ms is null) as failed`;

/** Cancels at once what nobody runs, and asks for it where someone does; what comes after a cancelled job follows. @returns how many */
export async function cancelJobs(tx: Tx, ids: readonly JobId[], by: ByHand): Promise<number> {
  const nowMs = by.atMs;
  const were = await wereJobs(tx, ids, by);
  const error = storedError({ code: 'job_cancelled', message: 'Cancelled before it started' }, nowMs);
  const cancelled = await rows<{ id: JobId; state: string }>(tx, CANCEL, [nowMs, error, nowMs, JSON.stringify(ids)]);
  await noteByHand(tx, 'cancel_asked', { ...by, ids: cancelled.map(({ id }) => id), were });
  noteMoved(tx, cancelled);
  await followEnds(
    tx,
    cancelled.map(({ id }) => id),
    nowMs,
  );
  return cancelled.length;
}

/** Jobs that have ended, however, start again with their payload, and now those that wait for their next try. @returns how many */
export async function retryJobs(tx: Tx, ids: readonly JobId[], by: ByHand): Promise<number> {
  const were = await wereEnded(tx, ids, by);
  const again = await rows<{ id: JobId }>(tx, RETRY, [by.atMs, JSON.stringify(ids)]);
  noteMoved(tx, again);
  await noteByHand(tx, 'retried', { ...by, ids: again.map(({ id }) => id), were });
  return again.length;
}

/** Those of the jobs that ended well and would start again. */
export async function endedWell(tx: Database | Tx, ids: readonly JobId[]): Promise<readonly AskedJob[]> {
  return await rows<AskedJob>(tx, ENDED_WELL, [JSON.stringify(ids)]);
}

/** Raises waiting jobs of assets to a priority. @returns how many were behind it */
export async function hurryJobs(
  tx: Tx,
  what: { kind: string; assetIds: readonly string[]; priority: number },
): Promise<number> {
  const { kind, assetIds, priority } = what;
  const hurried = await rows<{ id: JobId }>(tx, HURRY, [priority, kind, JSON.stringify(assetIds), priority]);
  noteMoved(tx, hurried);
  return hurried.length;
}

/** Notes who paused a queue, when and until when. Who paused it first stays, but a pause without end replaces one that has. */
export async function pauseQueue(
  tx: Tx,
  pause: { queue: string; by: string; atMs: number; untilMs: number | null },
): Promise<void> {
  const row = { paused_at_ms: pause.atMs, paused_by: pause.by, paused_until_ms: pause.untilMs };
  await tx
    .insertInto('job_queue')
    .values({ name: pause.queue, ...row })
    .onConflict((oc) =>
      oc
        .column('name')
        .doUpdateSet(row)
        .where((eb) =>
          eb.or([eb('job_queue.paused_at_ms', 'is', null), eb('job_queue.paused_until_ms', 'is not', null)]),
        ),
    )
    .execute();
}

/** Lets a queue go on. */
export async function resumeQueue(tx: Tx, queue: string): Promise<void> {
  await tx
    .updateTable('job_queue')
    .set({ paused_at_ms: null, paused_by: null, paused_until_ms: null })
    .where('name', '=', queue)
    .execute();
}

/** Names of queues whose pause has not run out. */
export async function pausedQueues(db: Database, nowMs: number): Promise<readonly string[]> {
  const found = await db
    .selectFrom('job_queue')
    .select('name')
    .where('paused_at_ms', 'is not', null)
    .where((eb) => eb.or([eb('paused_until_ms', 'is', null), eb('paused_until_ms', '>', nowMs)]))
    .orderBy('name')
    .execute();
  return found.map((row) => row.name);
}

/** Jobs by queue, kind and state. */
export async function countJobs(db: Database): Promise<readonly QueueCount[]> {
  return db
    .selectFrom('job')
    .select(['queue', 'kind', 'state', sql<number>`count(*)`.as('count')])
    .groupBy(['queue', 'kind', 'state'])
    .orderBy('queue')
    .orderBy('kind')
    .orderBy('state')
    .execute();
}

/** Jobs that would run by now if they could, running and failed ones, from the partial indexes. */
export async function totalJobs(db: Database): Promise<{ waiting: number; running: number; failed: number }> {
  const [totals] = await rows<{ waiting: number; running: number; failed: number }>(db, TOTALS, []);
  return totals ?? { waiting: 0, running: 0, failed: 0 };
}
