import type { ChangeId, JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import type { JobEventTable, JobState } from '../../db/tables/job.ts';
import { rows } from '../../db/rows.ts';
import type { JobEnd, StoodBefore } from '../job-record.ts';

/** Behind the log lines of the same attempt, which are numbered from its start. */
const BEHIND_LINES = 900_000;

const NOTE = `
insert into job_event (job_id, seq, at_ms, attempt, type, data)
select job.id, job.attempt * 1000000 + ${BEHIND_LINES} + (
    select count(*) from job_event where job_event.job_id = job.id and job_event.type <> 'log'
  ), cast(? as bigint), job.attempt, ?, noted.data
from (select value ->> 0 as id, value ->> 1 as data from json_each(?)) as noted
join job on job.id = noted.id`;

const WERE = `select id, state, priority from job where id in (select value from json_each(?)) /* for update */`;

/** When a person did something, and the change it is a part of, by which it can be taken back. */
export interface ByHand {
  readonly atMs: number;
  readonly change?: ChangeId | undefined;
}

/** What a job was before a change. */
export interface WasJob {
  readonly state: JobState;
  readonly priority: number;
  /** Of a job that is tried again: how it had ended. */
  readonly end?: JobEnd;
  /** Of a job that was put in line for it: what stood before. */
  readonly before?: StoodBefore;
}

/** Notes what a person did to jobs, for their timelines, and what they were, for whoever takes it back. */
export async function noteByHand(
  tx: Tx,
  type: Exclude<JobEventTable['type'], 'log'>,
  done: ByHand & { readonly ids: readonly string[]; readonly were?: ReadonlyMap<string, WasJob> },
): Promise<void> {
  if (done.ids.length === 0) return;
  const values = done.ids.map((id) => [id, dataOf(done.change, done.were?.get(id))]);
  await rows(tx, NOTE, [done.atMs, type, JSON.stringify(values)]);
}

/** Notes of jobs that somebody's retry has just put in line what stood before, for whoever takes it back. */
export async function noteBegun(
  tx: Tx,
  begun: readonly { readonly id: JobId; readonly before: StoodBefore }[],
  by: ByHand,
): Promise<void> {
  const were = await wereJobs(
    tx,
    begun.map(({ id }) => id),
    by,
  );
  const stood = begun.flatMap(({ id, before }): [JobId, WasJob][] => {
    const was = were.get(id);
    return was === undefined ? [] : [[id, { ...was, before }]];
  });
  await noteByHand(tx, 'retried', { ...by, ids: stood.map(([id]) => id), were: new Map(stood) });
}

/** Jobs as they are before a change that can be taken back; nothing where it cannot. */
export async function wereJobs(
  tx: Tx,
  ids: readonly string[],
  { change }: ByHand,
): Promise<ReadonlyMap<string, WasJob>> {
  if (change === undefined) return new Map();
  const found = await rows<WasJob & { readonly id: string }>(tx, WERE, [JSON.stringify(ids)]);
  return new Map(found.map(({ id, state, priority }) => [id, { state, priority }]));
}

/** How the data of all that belongs to a change begins: it is found without a JSON function of the database. */
export function startOfChange(change: ChangeId): string {
  return `{"change":"${change}"`;
}

function dataOf(change: ChangeId | undefined, was: WasJob | undefined): string | null {
  return change === undefined ? null : JSON.stringify({ change, ...was });
}
