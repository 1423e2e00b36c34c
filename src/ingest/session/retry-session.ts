import { newId } from '../../base/ids.ts';
import { ChangeId, JobId, SessionId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import type { ImportSessionTable } from '../../db/tables/import.ts';
import { inTransaction } from '../../db/transaction.ts';
import { noteBegun } from '../../jobs/ledger/note-by-hand.ts';
import type { IngestNeeds } from '../ingest-needs.ts';
import { ensureScanJob } from '../due/ensure-scan-job.ts';
import { laterProblem } from './later-problem.ts';
import { getSession } from './list-items.ts';
import { retryAssets } from './retry-assets.ts';

export interface RetryAsk {
  readonly sessionId: string;
  /** One file of the log. */
  readonly item?: string | undefined;
  /** All failures with this code. */
  readonly code?: string | undefined;
}

/** What waits now, and by what it can be taken back. */
export interface Retried {
  readonly jobs: number;
  readonly change: ChangeId;
}

/**
 * Tries failed files again: files that could not be read by a new pass over the folder (known files are passed over),
 * failed metadata and pictures by new jobs.
 */
export async function retrySession(needs: IngestNeeds, ask: RetryAsk): Promise<Retried> {
  const session = await getSession(needs.db, ask.sessionId);
  const change = ChangeId.parse(newId('ch', needs.clock.now()));
  return await inTransaction(needs.db, async (tx) => {
    const assetIds = await failedAssets(tx, ask);
    const jobs = await retryAssets(tx, needs, { assetIds, sessionId: session.id, change });
    const unread = await unreadCount(tx, ask);
    if (unread > 0) await scanAgain(tx, needs, { session, change });
    return { jobs: jobs + (unread > 0 ? 1 : 0), change };
  });
}

/** A session that has ended waits for its folder to be scanned once more. */
async function scanAgain(
  tx: Tx,
  needs: Pick<IngestNeeds, 'sink' | 'clock'>,
  { session, change }: { readonly session: ImportSessionTable; readonly change: ChangeId },
): Promise<void> {
  const { id, state, ended_at_ms, walk_done, job_id } = session;
  if (state === 'running' || state === 'waiting') return;
  await tx
    .updateTable('import_session')
    .set({ state: 'waiting', ended_at_ms: null, walk_done: 0 })
    .where('id', '=', id)
    .execute();
  if (!(await ensureScanJob(tx, needs.sink, SessionId.parse(id)))) return;
  const now = await tx.selectFrom('import_session').select('job_id').where('id', '=', id).executeTakeFirstOrThrow();
  const begun = [{ id: JobId.parse(now.job_id), before: { state, ended_at_ms, walk_done, job_id } }];
  await noteBegun(tx, begun, { atMs: needs.clock.now(), change });
}

async function failedAssets(tx: Tx, ask: RetryAsk): Promise<string[]> {
  let query = tx
    .selectFrom('import_item')
    .innerJoin('asset', 'asset.id', 'import_item.asset_id')
    .select('asset.id')
    .distinct()
    .where('import_item.session_id', '=', ask.sessionId)
    .where((eb) =>
      eb.or([
        eb('asset.metadata_state', '=', 'failed'),
        eb('asset.pictures_state', '=', 'failed'),
        laterProblem.metadata,
        laterProblem.pictures,
      ]),
    );
  const { code } = ask;
  if (ask.item !== undefined) query = query.where('import_item.id', '=', ask.item);
  if (code !== undefined)
    query = query.where((eb) => eb.or([eb('asset.metadata_code', '=', code), eb('asset.pictures_code', '=', code)]));
  return (await query.execute()).map((row) => row.id);
}

async function unreadCount(tx: Tx, ask: RetryAsk): Promise<number> {
  let query = tx
    .selectFrom('import_item')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('session_id', '=', ask.sessionId)
    .where('outcome', '=', 'error');
  if (ask.item !== undefined) query = query.where('id', '=', ask.item);
  if (ask.code !== undefined) query = query.where('code', '=', ask.code);
  return (await query.executeTakeFirst())?.n ?? 0;
}
