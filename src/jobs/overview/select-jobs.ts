import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql, type SqlBool } from 'kysely';
import { z } from 'zod';
import { type ChangeId, JobId } from '../../contract/ids.ts';
import { type JobFilter, type JobSelection, JobState } from '../../contract/job.ts';
import type { Database } from '../../db/database.ts';
import { type ChangedJob, JobEnd, StoodBefore } from '../job-record.ts';
import { startOfChange } from '../ledger/note-by-hand.ts';
import { conditionsOf } from './list-jobs.ts';

/** Ids that are found, and changed, at a time: others write in between, and requests are answered. */
const CHUNK = 500;

/** The jobs of a selection in chunks of at most 500, oldest first, each found when the one before has been dealt with. */
async function* selectedJobs(
  db: Database,
  { ids, filter = {} }: JobSelection,
  { states }: Meets,
): AsyncGenerator<readonly JobId[]> {
  if (!ids) {
    yield* matchingJobs(db, filter, { states });
    return;
  }
  for (let at = 0; at < ids.length; at += CHUNK) {
    yield ids.slice(at, at + CHUNK);
    await nextTurn();
  }
}

/** Jobs that match, as `selectedJobs` gives them. `endedMs`: only those that ended before this time. */
export async function* matchingJobs(
  db: Database,
  filter: JobFilter,
  { endedMs, states }: { readonly endedMs?: number; readonly states?: readonly JobState[] },
): AsyncGenerator<readonly JobId[]> {
  const ended =
    endedMs === undefined ? [] : [sql<SqlBool>`coalesce(job.finished_at_ms, job.created_at_ms) <= ${endedMs}`];
  for (let cursor = ''; ;) {
    let query = db.selectFrom('job').select('job.id').where('job.id', '>', cursor).orderBy('job.id').limit(CHUNK);
    if (states) query = query.where('job.state', 'in', states);
    for (const condition of [...conditionsOf(filter), ...ended]) query = query.where(condition);
    const ids = (await query.execute()).map(({ id }) => JobId.parse(id));
    const last = ids.at(-1);
    if (last === undefined) return;
    yield ids;
    await nextTurn(); // SQLite answers at once, so that nothing else came to its turn
    cursor = last;
  }
}

/**
 * What an action is for: jobs in these states; with `ignored` only failures that were ignored, or that were not; with
 * `tried` of the delayed ones only those that have failed before.
 */
interface Meets {
  readonly states: readonly JobState[];
  readonly ignored?: boolean;
  readonly tried?: boolean;
}

interface Act {
  readonly meets: Meets;
  /** All of it in one transaction. */
  readonly isWhole?: boolean;
  change(ids: readonly JobId[]): Promise<number>;
}

/**
 * Changes what a selection names, a chunk a transaction, or all of it in one.
 * @returns how many were changed, or with `dryRun` would be
 */
export async function changeSelected(db: Database, selection: JobSelection, act: Act): Promise<number> {
  if (selection.dryRun === true) return await countSelected(db, selection, act.meets);
  if (act.isWhole === true) return await act.change(await allSelected(db, selection, act.meets));
  let changed = 0;
  for await (const ids of selectedJobs(db, selection, act.meets)) changed += await act.change(ids);
  return changed;
}

/** All jobs of a selection, oldest first. */
export async function allSelected(db: Database, selection: JobSelection, meets: Meets): Promise<readonly JobId[]> {
  return (await Array.fromAsync(selectedJobs(db, selection, meets))).flat();
}

async function countSelected(
  db: Database,
  { ids, filter = {} }: JobSelection,
  { states, ignored, tried = false }: Meets,
): Promise<number> {
  let query = db
    .selectFrom('job')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('job.state', 'in', states);
  if (ids) query = query.where('job.id', 'in', ids);
  if (tried) query = query.where((eb) => eb.or([eb('job.state', '!=', 'scheduled'), eb('job.attempt', '>', 0)]));
  for (const condition of [...conditionsOf(filter), ...conditionsOf({ ignored })]) query = query.where(condition);
  return (await query.executeTakeFirstOrThrow()).count;
}

const Was = z.object({
  state: JobState,
  priority: z.number().int(),
  end: JobEnd.optional(),
  before: StoodBefore.optional(),
});

/** What a change met, in chunks of at most 500, without the jobs that a person changed again since. */
export async function* changedJobs(db: Database, change: ChangeId): AsyncGenerator<readonly ChangedJob[]> {
  const start = startOfChange(change);
  for (let cursor = ''; ;) {
    const found = await db
      .selectFrom('job_event')
      .select(['job_id', 'type', 'data'])
      .where('job_id', '>', cursor)
      .where(sql<SqlBool>`substr(data, 1, ${sql.lit(start.length)}) = ${start}`)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('job_event as later')
              .select('later.seq')
              .whereRef('later.job_id', '=', 'job_event.job_id')
              .whereRef('later.seq', '>', 'job_event.seq')
              .where('later.type', '!=', 'log'),
          ),
        ),
      )
      .orderBy('job_id')
      .limit(CHUNK)
      .execute();
    const last = found.at(-1);
    if (last === undefined) return;
    yield found.map(({ job_id: id, type, data }) => ({
      id: JobId.parse(id),
      type,
      ...Was.parse(JSON.parse(data ?? '')),
    }));
    await nextTurn();
    cursor = last.job_id;
  }
}
