import type { Insertable } from 'kysely';
import { isoTime } from '../base/iso-time.ts';
import { OperationId } from '../contract/ids.ts';
import type { OperationFilter, OperationRow } from '../contract/operation.ts';
import type { PageAsk, PageOf } from '../contract/page.ts';
import type { Database, Tx } from '../db/database.ts';
import type { OperationTable } from '../db/tables/operation.ts';
import { inSharedTransaction } from '../db/transaction.ts';

/** Removed in one transaction at most, so that others can write in between. */
const CHUNK = 1_000;

/** Writes a line of the operation log. */
export async function addOperation(tx: Tx, operation: Insertable<OperationTable>): Promise<void> {
  await tx.insertInto('operation').values(operation).execute();
}

/** The operation log, newest first. */
export async function listOperations(
  db: Database,
  { origin, name, failed, since }: OperationFilter,
  { cursor, limit }: PageAsk,
): Promise<PageOf<OperationRow>> {
  let query = db
    .selectFrom('operation')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (cursor !== undefined) query = query.where('id', '<', cursor);
  if (origin !== undefined) query = query.where('origin', '=', origin);
  if (name?.includes('.') === true) query = query.where('name', '=', name);
  else if (name !== undefined) query = query.where('name', 'like', `${name}.%`);
  if (failed !== undefined) query = query.where('outcome', failed ? '!=' : '=', 'ok');
  if (since !== undefined) query = query.where('at_ms', '>=', Date.parse(since));
  const found = await query.execute();
  const rows = found.slice(0, limit).map((row) => ({
    id: OperationId.parse(row.id),
    at: isoTime(row.at_ms),
    origin: row.origin,
    name: row.name,
    input: JSON.parse(row.input) as unknown,
    outcome: row.outcome,
    touched: row.touched,
    made: row.made,
    durationMs: row.duration_ms,
  }));
  const last = rows.at(-1);
  return found.length > limit && last ? { rows, next: last.id } : { rows };
}

/** Whether there is anything older. */
export async function hasOldOperations(db: Database, beforeMs: number): Promise<boolean> {
  const oldest = await db.selectFrom('operation').select('at_ms').orderBy('id').limit(1).executeTakeFirst();
  return oldest !== undefined && oldest.at_ms < beforeMs;
}

/** Removes what is older. @returns how many */
export async function removeOldOperations(db: Database, beforeMs: number): Promise<number> {
  for (let removed = 0; ;) {
    const old = await db
      .selectFrom('operation')
      .select('id')
      .where('at_ms', '<', beforeMs)
      .orderBy('id')
      .limit(CHUNK)
      .execute();
    const ids = old.map(({ id }) => id);
    if (ids.length === 0) return removed;
    await inSharedTransaction(db, (tx) => tx.deleteFrom('operation').where('id', 'in', ids).execute());
    removed += ids.length;
  }
}
