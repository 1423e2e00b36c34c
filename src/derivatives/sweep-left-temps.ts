import type { BlobStore } from '../blobs/store.ts';
import type { WorkerId } from '../contract/ids.ts';
import type { Database } from '../db/database.ts';

/**
 * Removes what killed processes had begun to write, at the start of a worker that is the only one: all others are known to
 * have stopped. Beside a worker that lives, or may live, it is left to the sweep by night. `beforeMs`: files begun before.
 */
export async function sweepLeftTemps(
  { db, blobs }: { readonly db: Database; readonly blobs: BlobStore },
  self: WorkerId,
  beforeMs: number,
): Promise<void> {
  const other = await db
    .selectFrom('worker')
    .select('id')
    .where('state', '!=', 'stopped')
    .where('id', '!=', self)
    .limit(1)
    .executeTakeFirst();
  if (!other) await blobs.sweepTemps(beforeMs, false);
}
