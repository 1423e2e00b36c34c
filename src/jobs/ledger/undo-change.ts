import type { JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import type { ChangedJob } from '../job-record.ts';
import { storedStart } from '../overview/job-problem.ts';
import { holdJobs, ignoreFailures, prioritiseJobs, unholdJobs, unignoreFailures } from './by-hand.ts';
import { noteMoved } from './moved-jobs.ts';
import { type ByHand, noteByHand } from './note-by-hand.ts';
import { undoRetries } from './undo-retries.ts';

/** An unfinished job has their key by now. */
const TAKEN = `exists (
  select 1 from job as other
  where other.kind = job.kind and other.unique_key = job.unique_key and other.id <> job.id
    and other.state not in ('done', 'failed', 'cancelled')
)`;

const RESTORE = `
update job set
  state = case when was.state = 'held' then 'held' when run_at_ms > ? then 'scheduled' else 'ready' end,
  error = null, finished_at_ms = null, cancel_requested_at_ms = null, progress_done = 0, progress_total = null
from (select value ->> 0 as id, value ->> 1 as state from json_each(?)) as was
where job.id = was.id and job.state = 'cancelled' and not ${TAKEN}
returning job.id`;

/** What had ended only because what it comes after was cancelled. */
const FOLLOWERS = `
select job.id from job_dep join job on job.id = job_dep.job_id
where job_dep.parent_id in (select value from json_each(?)) and job_dep.on_failure <> 'run'
  and job.state in ('failed', 'cancelled') and substr(job.error, 1, ?) = ? and not ${TAKEN}`;

const UNMEET = `
update job_dep set met = 0
where met = 1 and job_id in (select value from json_each(?))
  and exists (select 1 from job where id = job_dep.parent_id and state not in ('done', 'failed', 'cancelled'))`;

/** What comes after unfinished jobs waits for them again. */
const WAIT = `
update job set state = 'waiting', error = null, finished_at_ms = null, ignored_at_ms = null, deps_left = (
  select count(*) from job_dep where job_dep.job_id = job.id and job_dep.met = 0
)
where id in (select value from json_each(?))
  and exists (select 1 from job_dep where job_dep.job_id = job.id and job_dep.met = 0)
returning id`;

const PARENT_FAILED = storedStart('job_parent_failed');

/** Makes jobs what they were before a change, where they still are what it made of them. @returns how many */
export async function undoChange(tx: Tx, changed: readonly ChangedJob[], atMs: number): Promise<number> {
  // the way back is a change too, but not one that is taken back
  const at: ByHand = { atMs };
  let count = 0;
  for (const [type, jobs] of Map.groupBy(changed, (job) => job.type)) {
    const ids = jobs.map(({ id }) => id);
    if (type === 'cancel_asked') count += await restore(tx, jobs, at);
    if (type === 'retried') count += await undoRetries(tx, jobs, at);
    if (type === 'held') count += await unholdJobs(tx, ids, at);
    if (type === 'released') count += await holdJobs(tx, ids, at);
    if (type === 'ignored') count += await unignoreFailures(tx, ids, at);
    if (type === 'shown') count += await ignoreFailures(tx, ids, at);
    if (type === 'prioritised') count += await moveBack(tx, jobs, at);
  }
  return count;
}

async function moveBack(tx: Tx, jobs: readonly ChangedJob[], at: ByHand): Promise<number> {
  let count = 0;
  for (const [priority, same] of Map.groupBy(jobs, (job) => job.priority)) {
    const ids = same.map(({ id }) => id);
    count += await prioritiseJobs(tx, ids, { ...at, priority });
  }
  return count;
}

/** Takes a cancel back: of those that waited for others, too, and of what ended because of it. */
async function restore(tx: Tx, jobs: readonly ChangedJob[], at: ByHand): Promise<number> {
  const were = jobs.map(({ id, state }) => [id, state]);
  const back = await idsOf(tx, RESTORE, [at.atMs, JSON.stringify(were)]);
  noteMoved(
    tx,
    back.map((id) => ({ id })),
  );
  const waited = new Set(jobs.filter(({ state }) => state === 'waiting').map(({ id }) => id));
  let waiting = back.filter((id) => waited.has(id));
  for (let parents: readonly JobId[] = back; parents.length > 0;) {
    const followers = await idsOf(tx, FOLLOWERS, [JSON.stringify(parents), PARENT_FAILED.length, PARENT_FAILED]);
    const list = JSON.stringify([...waiting, ...followers]);
    await rows(tx, UNMEET, [list]);
    parents = (await idsOf(tx, WAIT, [list])).filter((id) => followers.includes(id));
    noteMoved(
      tx,
      parents.map((id) => ({ id })),
    );
    waiting = [];
  }
  await noteByHand(tx, 'undone', { ...at, ids: back });
  return back.length;
}

async function idsOf(tx: Tx, text: string, parameters: readonly unknown[]): Promise<readonly JobId[]> {
  return (await rows<{ readonly id: JobId }>(tx, text, parameters)).map(({ id }) => id);
}
