import { sql } from 'kysely';
import type { Database } from '../../db/database.ts';

/** Events after which the order, number or shape of the library's assets may be another one. */
const ORDER_EVENTS = [
  'asset.imported',
  'asset.changed',
  'asset.reordered',
  'asset.paired',
  'asset.missing',
  'asset.returned',
  'root.state',
];
/** Events after which a card looks different. */
const CARD_EVENTS = ['asset.described', 'asset.pictured', 'asset.enhanced'];

/** Sequence number of the last event of these types; 0 = none. A few seeks in an index. */
async function lastOf(db: Database, types: readonly string[]): Promise<number> {
  const parts = types.map((type) => sql`select max(seq) as seq from event where type = ${type}`);
  const found = await sql<{
    seq: number | null;
  }>`select max(seq) as seq from (${sql.join(parts, sql` union all `)}) as last`.execute(db);
  return found.rows[0]?.seq ?? 0;
}

/** Names the order of the library: equal text, equal order. Read from the events, so that it holds across processes. */
export async function timelineRevision(db: Database): Promise<string> {
  return String(await lastOf(db, ORDER_EVENTS));
}

/** Assets whose card may have changed since an event, and the number to ask with next time. */
export async function changedCards(
  db: Database,
  sinceSeq: number,
): Promise<{ ids: string[]; isMore: boolean; seq: number }> {
  const seq = await lastOf(db, [...ORDER_EVENTS, ...CARD_EVENTS]);
  if (seq === sinceSeq) return { ids: [], isMore: false, seq };
  const rows = await db
    .selectFrom('event')
    .select('subject')
    .where('seq', '>', sinceSeq)
    .where('seq', '<=', seq)
    .limit(2_000)
    .execute();
  const ids = [...new Set(rows.flatMap((row) => (row.subject?.startsWith('as_') === true ? [row.subject] : [])))];
  return { ids: ids.slice(0, 500), isMore: ids.length > 500 || rows.length === 2_000, seq };
}
