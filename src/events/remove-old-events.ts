import type { Database } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';

/** Removed in one transaction at most, so that others can write in between. */
const CHUNK = 1_000;

/** Removes events from before a time, and beyond `maxRows` the oldest ones. @returns how many */
export async function removeOldEvents(db: Database, keep: { sinceMs: number; maxRows: number }): Promise<number> {
  const { last } = await db
    .selectFrom('event')
    .select((eb) => eb.fn.max('seq').as('last'))
    .executeTakeFirstOrThrow();
  const firstKept = (last ?? 0) - keep.maxRows + 1;
  for (let removed = 0; ;) {
    const old = await db.selectFrom('event').select(['seq', 'at_ms']).orderBy('seq').limit(CHUNK).execute();
    const seqs = old.filter((e) => e.seq < firstKept || e.at_ms < keep.sinceMs).map((e) => e.seq);
    if (seqs.length === 0) return removed;
    await inTransaction(db, (tx) => tx.deleteFrom('event').where('seq', 'in', seqs).execute());
    removed += seqs.length;
  }
}
