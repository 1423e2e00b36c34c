import type { JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import { unstarted } from '../states.ts';
import { keepFaults } from './keep-faults.ts';
import { type ByHand, noteByHand, wereJobs } from './note-by-hand.ts';
import { noteMoved } from './moved-jobs.ts';

const HOLD = `
update job set state = 'held', blocked_on = null
where id in (select value from json_each(?)) and state in ('scheduled', 'blocked', 'ready')
returning id`;

const PRIORITISE = `
update job set priority = ?
where id in (select value from json_each(?)) and state in (${unstarted.map((state) => `'${state}'`).join(', ')})
returning id`;

/** What is held is ready again, or waits for its time. */
const UNHOLD = `
update job set state = case when run_at_ms > ? then 'scheduled' else 'ready' end
where id in (select value from json_each(?)) and state = 'held'
returning id`;

const IGNORE = `
update job set ignored_at_ms = ?
where id in (select value from json_each(?)) and state = 'failed' and ignored_at_ms is null
returning id`;

const UNIGNORE = `
update job set ignored_at_ms = null
where id in (select value from json_each(?)) and state = 'failed' and ignored_at_ms is not null
returning id`;

/** A job that others wait for stays. */
const REMOVE = `
delete from job
where id in (select value from json_each(?)) and state in ('done', 'failed', 'cancelled')
  and not exists (
    select 1 from job_dep join job as child on child.id = job_dep.job_id
    where job_dep.parent_id = job.id and child.state not in ('done', 'failed', 'cancelled')
  )
returning id`;

/** Keeps jobs that nobody runs from starting until `unholdJobs`. @returns how many */
export async function holdJobs(tx: Tx, ids: readonly JobId[], by: ByHand): Promise<number> {
  return await changeJobs(tx, ids, { ...by, what: 'held', text: HOLD, parameters: [JSON.stringify(ids)] });
}

/** Sets the priority of jobs that have not started. @returns how many */
export async function prioritiseJobs(
  tx: Tx,
  ids: readonly JobId[],
  by: ByHand & { readonly priority: number },
): Promise<number> {
  const parameters = [by.priority, JSON.stringify(ids)];
  return await changeJobs(tx, ids, { ...by, what: 'prioritised', text: PRIORITISE, parameters });
}

/** Lets held jobs go on. @returns how many */
export async function unholdJobs(tx: Tx, ids: readonly JobId[], by: ByHand): Promise<number> {
  return await changeJobs(tx, ids, {
    ...by,
    what: 'released',
    text: UNHOLD,
    parameters: [by.atMs, JSON.stringify(ids)],
  });
}

/** Notes failures as seen, so that they are shown no more. @returns how many */
export async function ignoreFailures(tx: Tx, ids: readonly JobId[], by: ByHand): Promise<number> {
  return await changeJobs(tx, ids, {
    ...by,
    what: 'ignored',
    text: IGNORE,
    parameters: [by.atMs, JSON.stringify(ids)],
  });
}

/** Shows ignored failures again. @returns how many */
export async function unignoreFailures(tx: Tx, ids: readonly JobId[], by: ByHand): Promise<number> {
  return await changeJobs(tx, ids, { ...by, what: 'shown', text: UNIGNORE, parameters: [JSON.stringify(ids)] });
}

/** Removes ended jobs with their records, but not those that unfinished ones wait for. @returns how many */
export async function removeJobs(tx: Tx, ids: readonly JobId[]): Promise<number> {
  await keepFaults(tx, ids);
  return (await rows(tx, REMOVE, [JSON.stringify(ids)])).length;
}

/** Most jobs of a queue at once over all workers; null = as many as slots allow. */
export async function limitQueue(tx: Tx, queue: string, concurrency: number | null): Promise<void> {
  await tx
    .insertInto('job_queue')
    .values({ name: queue, concurrency })
    .onConflict((oc) => oc.column('name').doUpdateSet({ concurrency }))
    .execute();
}

interface Change extends ByHand {
  readonly what: Parameters<typeof noteByHand>[1];
  readonly text: string;
  readonly parameters: readonly unknown[];
}

async function changeJobs(tx: Tx, ids: readonly JobId[], by: Change): Promise<number> {
  const were = await wereJobs(tx, ids, by);
  const jobs = await rows<{ readonly id: JobId }>(tx, by.text, by.parameters);
  noteMoved(tx, jobs);
  await noteByHand(tx, by.what, { ids: jobs.map(({ id }) => id), atMs: by.atMs, change: by.change, were });
  return jobs.length;
}
