import type { Database } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';

/** Removed in one transaction at most, so that others can write in between. */
const CHUNK = 1_000;

/** Whether there is anything that `removeOldEvents` would remove. */
export async function hasOldEvents(db: Database, keep: { sinceMs: number; maxRows: number }): Promise<boolean> {
  const firstKept = await firstKeptSeq(db, keep.maxRows);
  const oldest = await db.selectFrom('event').select(['seq', 'at_ms']).orderBy('seq').limit(1).executeTakeFirst();
  return oldest !== undefined && (oldest.seq < firstKept || oldest.at_ms < keep.sinceMs);
}

async function firstKeptSeq(db: Database, maxRows: number): Promise<number> {
  const { last } = await db
    .selectFrom('event')
    .select((eb) => eb.fn.max('seq').as('last'))
    .executeTakeFirstOrThrow();
  return (last ?? 0) - maxRows + 1;
}

/** Removes events from before a time, and beyond `maxRows` the oldest ones. @returns how many */
export async function removeOldEvents(db: Database, keep: { sinceMs: number; maxRows: number }): Promise<number> {
  const firstKept = await firstKeptSeq(db, keep.maxRows);
  for (let removed = 0; ;) {
    const old = await db.selectFrom('event').select(['seq', 'at_ms']).orderBy('seq').limit(CHUNK).execute();
    const seqs = old.filter((e) => e.seq < firstKept || e.at_ms < keep.sinceMs).map((e) => e.seq);
    if (seqs.length === 0) return removed;
    await inTransaction(db, (tx) => tx.deleteFrom('event').where('seq', 'in', seqs).execute());
    removed += seqs.length;
  }
}
