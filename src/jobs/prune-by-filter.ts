import { setImmediate as nextTurn } from 'node:timers/promises';
import type { JobId } from '../contract/ids.ts';
import type { JobFilter } from '../contract/job.ts';
import type { Database } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import type { JobAdmin } from './engine.ts';
import { removeJobs } from './ledger/by-hand.ts';
import { matchingJobs } from './overview/select-jobs.ts';

/** What is to be removed. */
export interface PruneAsk {
  readonly filter: JobFilter;
  /** Only what ended longer ago. */
  readonly olderThanMs: number;
  /** Newest of the matching that stay. */
  readonly keepLast: number;
  /** Those that have not ended are cancelled first. */
  readonly force: boolean;
  readonly dryRun: boolean;
}

/** What was, or with `dryRun` would be, done. `blocked`: matched, but not ended. */
export interface Pruned {
  readonly matched: number;
  readonly deleted: number;
  readonly cancelled: number;
  readonly blocked: number;
}

interface PruneNeeds {
  readonly db: Database;
  readonly reader: Database;
  readonly admin: Pick<JobAdmin, 'cancel'>;
}

/** Removes matching jobs with their records, oldest first. A running one that is cancelled is removed by the next prune. */
export async function pruneByFilter(needs: PruneNeeds, ask: PruneAsk, nowMs: number): Promise<Pruned> {
  const before = { endedMs: nowMs - ask.olderThanMs };
  const all: { id: JobId; isEnded: boolean }[] = [];
  for await (const ids of matchingJobs(needs.reader, ask.filter, before)) {
    const ended = await endedOf(needs.reader, ids);
    for (const id of ids) all.push({ id, isEnded: ended.has(id) });
  }
  const chosen = ask.keepLast === 0 ? all : all.slice(0, -ask.keepLast);
  const open = chosen.filter(({ isEnded }) => !isEnded);
  const counts = { matched: chosen.length, blocked: ask.force ? 0 : open.length };
  if (ask.dryRun) {
    return { ...counts, deleted: chosen.length - open.length, cancelled: ask.force ? open.length : 0 };
  }
  const cancelled = ask.force ? await inChunks(open, (ids) => needs.admin.cancel(ids)) : 0;
  const deleted = await inChunks(ask.force ? chosen : chosen.filter(({ isEnded }) => isEnded), (ids) =>
    inTransaction(needs.db, (tx) => removeJobs(tx, ids)),
  );
  return { ...counts, deleted, cancelled };
}

async function endedOf(db: Database, ids: readonly JobId[]): Promise<ReadonlySet<string>> {
  const found = await db
    .selectFrom('job')
    .select('id')
    .where('id', 'in', ids)
    .where('state', 'in', ['done', 'failed', 'cancelled'])
    .execute();
  return new Set(found.map(({ id }) => id));
}

const CHUNK = 500;

async function inChunks(
  jobs: readonly { id: JobId }[],
  work: (ids: readonly JobId[]) => Promise<number>,
): Promise<number> {
  let count = 0;
  for (let at = 0; at < jobs.length; at += CHUNK) {
    await nextTurn(); // for whoever asks meanwhile
    count += await work(jobs.slice(at, at + CHUNK).map(({ id }) => id));
  }
  return count;
}
