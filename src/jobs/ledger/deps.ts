import type { JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import type { JobDepTable, JobState } from '../../db/tables/job.ts';
import { isTerminal } from '../states.ts';
import { noteMoved } from './moved-jobs.ts';
import { storedError } from './stored-error.ts';

type OnFailure = JobDepTable['on_failure'];

/** A parent that is gone has ended long ago. Those that are there must not end before this is written. */
const PARENTS = `select id, state from job where id in (select value from json_each(?)) /* for update */`;

const INSERT = `
insert into job_dep (job_id, parent_id, on_failure)
select value ->> 0, value ->> 1, value ->> 2 from json_each(?)`;

const SET_LEFT = `
update job set deps_left = new.count
from (select value ->> 0 as id, cast(value ->> 1 as bigint) as count from json_each(?)) as new
where job.id = new.id`;

/** Each dependency is met once, however often its parent is tried again and ends. */
const MEET = `
update job_dep set met = 1 where met = 0 and parent_id in (select value from json_each(?))
returning job_id, parent_id, on_failure`;

/** Mostly nothing waits for anything at all, which a look into an empty index tells before any job is looked for. */
export const ANY_WAITS = `select 1 as yes from job_dep where met = 0 limit 1`;

const HAS_CHILDREN = `
select parent_id from job_dep where met = 0 and parent_id in (select value from json_each(?)) limit 1`;

const END = `
update job set state = ?, finished_at_ms = ?, error = ?
where state = 'waiting' and id in (select value from json_each(?))
returning id`;

const RELEASE = `
update job set deps_left = deps_left - new.count,
  state = case when deps_left > new.count then state when run_at_ms > ? then 'scheduled' else 'ready' end
from (select value ->> 0 as id, cast(value ->> 1 as bigint) as count from json_each(?)) as new
where job.id = new.id and job.state = 'waiting'
returning job.id`;

/** What a new job waits for. */
export interface NewDep {
  readonly job: JobId;
  readonly parent: JobId;
  readonly onFailure: OnFailure;
}

interface Edge {
  readonly job_id: JobId;
  readonly parent_id: JobId;
  readonly on_failure: OnFailure;
}

/** Ties new jobs, in state `waiting`, to those they come after; what has ended already counts at once. */
export async function insertDeps(tx: Tx, deps: readonly NewDep[], nowMs: number): Promise<void> {
  const states = await statesOf(tx, [...new Set(deps.map(({ parent }) => parent))]);
  const open = deps.filter(({ parent }) => states.has(parent));
  const values = open.map(({ job, parent, onFailure }) => [job, parent, onFailure]);
  await rows(tx, INSERT, [JSON.stringify(values)]);
  const counts = new Map(deps.map(({ job }) => [job, 0]));
  for (const { job } of open) counts.set(job, (counts.get(job) ?? 0) + 1);
  await rows(tx, SET_LEFT, [JSON.stringify([...counts])]);
  await release(tx, new Map([...counts].flatMap(([job, count]) => (count === 0 ? [[job, 0]] : []))), nowMs);
  await followEnds(tx, [...states.keys()], nowMs);
}

/** Lets go on, or ends too, what waited for jobs that may have ended. @returns whether anything may start now */
export async function followEnds(tx: Tx, ids: readonly JobId[], nowMs: number): Promise<boolean> {
  let frees = false;
  for (let parents = ids; parents.length > 0;) {
    if ((await rows(tx, HAS_CHILDREN, [JSON.stringify(parents)])).length === 0) return frees;
    const states = await statesOf(tx, parents);
    const ended = parents.filter((id) => {
      const state = states.get(id);
      return state !== undefined && isTerminal(state);
    });
    const edges = await rows<Edge>(tx, MEET, [JSON.stringify(ended)]);
    const goesOn = (edge: Edge): boolean => edge.on_failure === 'run' || states.get(edge.parent_id) === 'done';
    const [met, lost] = [edges.filter(goesOn), edges.filter((edge) => !goesOn(edge))];
    const counts = new Map<JobId, number>();
    for (const { job_id: id } of met) counts.set(id, (counts.get(id) ?? 0) + 1);
    frees = (await release(tx, counts, nowMs)) || frees;
    const failed = await end(tx, { lost, how: 'fail' }, nowMs);
    parents = [...failed, ...(await end(tx, { lost, how: 'cancel' }, nowMs))];
  }
  return frees;
}

async function statesOf(tx: Tx, ids: readonly JobId[]): Promise<ReadonlyMap<JobId, JobState>> {
  const found = await rows<{ id: JobId; state: JobState }>(tx, PARENTS, [JSON.stringify(ids)]);
  return new Map(found.map(({ id, state }) => [id, state]));
}

async function release(tx: Tx, counts: ReadonlyMap<JobId, number>, nowMs: number): Promise<boolean> {
  if (counts.size === 0) return false;
  const released = await rows<{ id: JobId }>(tx, RELEASE, [nowMs, JSON.stringify([...counts])]);
  noteMoved(tx, released);
  return released.length > 0;
}

/** Ends what cannot go on without its parent, as its dependency says. @returns what has ended by this */
async function end(
  tx: Tx,
  { lost, how }: { lost: readonly Edge[]; how: Exclude<OnFailure, 'run'> },
  nowMs: number,
): Promise<readonly JobId[]> {
  const mine = lost.filter(({ on_failure: onFailure }) => onFailure === how);
  if (mine.length === 0) return [];
  const message = `It comes after ${mine[0]?.parent_id}, which did not end well`;
  const error = storedError({ code: 'job_parent_failed', message }, nowMs);
  const state: JobState = how === 'fail' ? 'failed' : 'cancelled';
  const ended = await rows<{ id: JobId }>(tx, END, [state, nowMs, error, JSON.stringify(mine.map((e) => e.job_id))]);
  return ended.map(({ id }) => id);
}
