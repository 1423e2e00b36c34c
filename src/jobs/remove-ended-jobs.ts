import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import { keepFaults } from './ledger/keep-faults.ts';

/** How long ended jobs are kept, milliseconds, and how many at most. */
export interface KeepJobs {
  readonly doneMs: number;
  readonly cancelledMs: number;
  readonly failedMs: number;
  readonly workerMs: number;
  readonly maxEnded: number;
}

/** Statistics a minute and what went wrong outlive their jobs by far, being few. */
const KEEP_STATS_MS = 90 * 86_400_000;
/** Looked at, and removed, at a time, so that others can write, and requests be answered, in between. */
const CHUNK = 1_000;

/** Whether there is anything that `removeEndedJobs` would remove. */
export async function hasOldJobs(db: Database, keep: KeepJobs, atMs: number): Promise<boolean> {
  if ((await countEnded(db)) > keep.maxEnded) return true;
  const old = await db
    .selectFrom('job')
    .select('id')
    .where('state', 'in', ['done', 'failed', 'cancelled'])
    .where('ignored_at_ms', 'is', null)
    .where((eb) =>
      eb.or([
        eb('state', '=', 'done').and('finished_at_ms', '<', atMs - keep.doneMs),
        eb('state', '=', 'cancelled').and('finished_at_ms', '<', atMs - keep.cancelledMs),
        eb('state', '=', 'failed').and('finished_at_ms', '<', atMs - keep.failedMs),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  if (old) return true;
  const beforeMs = atMs - KEEP_STATS_MS;
  const { rows } = await sql`
    select 1 where exists (select 1 from worker where stopped_at_ms < ${atMs - keep.workerMs})
      or exists (select 1 from job_stat where minute < ${beforeMs})
      or exists (select 1 from job_fault where at_ms < ${beforeMs})`.execute(db);
  return rows.length > 0;
}

/** Removes ended jobs with their attempts, oldest first, workers long stopped, old statistics and failures. @returns how many jobs */
export async function removeEndedJobs(
  db: Database,
  keep: KeepJobs,
  now: { atMs: number; signal?: AbortSignal },
): Promise<number> {
  const keptMs: Readonly<Record<string, number>> = {
    done: keep.doneMs,
    cancelled: keep.cancelledMs,
    failed: keep.failedMs,
  };
  let over = (await countEnded(db)) - keep.maxEnded;
  let removed = 0;
  for (let cursor = ''; !now.signal?.aborted;) {
    await nextTurn();
    // ids grow with time, so this walks from the oldest without an index of its own
    const page = await db
      .selectFrom('job')
      .select(['id', 'state', 'finished_at_ms', 'ignored_at_ms'])
      .where('id', '>', cursor)
      .orderBy('id')
      .limit(CHUNK)
      .execute();
    // That a failure was ignored is a decision, and lasts: without it the asset would be a problem again.
    const ended = page.filter(
      (job) => job.finished_at_ms !== null && job.ignored_at_ms === null && job.state in keptMs,
    );
    const due = ended.filter((job) => over-- > 0 || (job.finished_at_ms ?? 0) < now.atMs - (keptMs[job.state] ?? 0));
    const ids = due.map((job) => job.id);
    if (ids.length > 0) {
      await inTransaction(db, async (tx) => {
        await keepFaults(tx, ids);
        await tx.deleteFrom('job').where('id', 'in', ids).execute();
      });
    }
    removed += ids.length;
    const last = page.at(-1);
    if (!last) break;
    cursor = last.id;
  }
  await inTransaction(db, async (tx) => {
    await tx
      .deleteFrom('worker')
      .where('stopped_at_ms', '<', now.atMs - keep.workerMs)
      .execute();
    await tx
      .deleteFrom('job_stat')
      .where('minute', '<', now.atMs - KEEP_STATS_MS)
      .execute();
    await tx
      .deleteFrom('job_fault')
      .where('at_ms', '<', now.atMs - KEEP_STATS_MS)
      .execute();
  });
  return removed;
}

async function countEnded(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('job')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('state', 'in', ['done', 'failed', 'cancelled'])
    .executeTakeFirstOrThrow();
  return count;
}
