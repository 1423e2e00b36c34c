import { z } from 'zod';
import type { Database } from '../../db/database.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { ChangedJob } from '../../jobs/job-record.ts';

const work = z.enum(['degraded', 'failed', 'none']).optional();
const BeforeAsset = z.object({ metadata_state: work, pictures_state: work });
const BeforeSession = z.object({
  state: z.enum(['done', 'cancelled', 'failed']),
  ended_at_ms: z.number().nullable(),
  walk_done: z.number(),
  job_id: z.string().nullable(),
});

/**
 * After a retry was taken back: assets and imports stand as before it, whose jobs it had put in line and nobody started.
 * What was tried meanwhile stays as it came out.
 */
export async function restoreRetried(db: Database, changed: readonly ChangedJob[]): Promise<void> {
  const stood = new Map(changed.flatMap(({ id, before }): [string, unknown][] => (before ? [[id, before]] : [])));
  if (stood.size === 0) return;
  await inTransaction(db, async (tx) => {
    const withdrawn = await tx
      .selectFrom('job')
      .select(['id', 'asset_id'])
      .where('id', 'in', [...stood.keys()])
      .where('state', '=', 'cancelled')
      .where('attempt', '=', 0)
      .execute();
    for (const { id, asset_id: assetId } of withdrawn) {
      const before = stood.get(id);
      if (assetId === null) {
        await tx
          .updateTable('import_session')
          .set(BeforeSession.parse(before))
          .where('job_id', '=', id)
          .where('state', '=', 'waiting')
          .execute();
        continue;
      }
      const states = BeforeAsset.parse(before);
      for (const column of ['metadata_state', 'pictures_state'] as const)
        if (states[column] !== undefined)
          await tx
            .updateTable('asset')
            .set({ [column]: states[column] })
            .where('id', '=', assetId)
            .where(column, '=', 'waiting')
            .execute();
    }
  });
}
