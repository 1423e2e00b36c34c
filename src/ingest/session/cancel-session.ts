import { JobId } from '../../contract/ids.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { JobAdmin } from '../../jobs/engine.ts';
import type { IngestNeeds } from '../ingest-needs.ts';
import { pairTakenIn } from '../pair-companions.ts';
import { getSession } from './list-items.ts';

/** Stops an import: nothing more is taken in. What was taken in stays, and is still described and pictured. */
export async function cancelSession(needs: IngestNeeds & { admin: JobAdmin }, sessionId: string): Promise<void> {
  const session = await getSession(needs.db, sessionId);
  if (session.job_id !== null) await needs.admin.cancel([JobId.parse(session.job_id)]);
  const isEnded = await inTransaction(needs.db, async (tx) => {
    // A running scan writes its own end; one that does not run has nobody else to do it.
    const { numUpdatedRows } = await tx
      .updateTable('import_session')
      .set({ state: 'cancelled', ended_at_ms: needs.clock.now() })
      .where('id', '=', sessionId)
      .where('state', '=', 'waiting')
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  });
  if (isEnded) await pairTakenIn(needs, session);
}
