import { SessionId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import { placesOf } from '../../catalogue/files/places-of.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { IngestNeeds } from '../ingest-needs.ts';
import { ensureScanJob } from '../due/ensure-scan-job.ts';
import { laterProblem } from './later-problem.ts';
import { getSession } from './list-items.ts';

export interface RetryAsk {
  readonly sessionId: string;
  /** One file of the log. */
  readonly item?: string | undefined;
  /** All failures with this code. */
  readonly code?: string | undefined;
}

/**
 * Tries failed files again: files that could not be read by a new pass over the folder (known files are passed over),
 * failed metadata and pictures by new jobs. @returns how many jobs wait now
 */
export async function retrySession(needs: IngestNeeds, ask: RetryAsk): Promise<number> {
  const session = await getSession(needs.db, ask.sessionId);
  return await inTransaction(needs.db, async (tx) => {
    const assets = await failedAssets(tx, ask);
    await resetFailed(tx, assets);
    const places = await placesOf(tx, assets);
    const jobs = assets.flatMap((assetId) =>
      needs.followUps({ ...places.get(assetId), assetId, sessionId: session.id }),
    );
    const unread = await unreadCount(tx, ask);
    if (unread > 0 && session.state !== 'running' && session.state !== 'waiting') {
      await tx
        .updateTable('import_session')
        .set({ state: 'waiting', ended_at_ms: null, walk_done: 0 })
        .where('id', '=', session.id)
        .execute();
      await ensureScanJob(tx, needs.sink, SessionId.parse(session.id));
    }
    await needs.sink.enqueue(jobs, tx);
    return jobs.length + (unread > 0 ? 1 : 0);
  });
}

/** Makes failed work of an asset due again. */
export async function resetFailed(tx: Tx, assetIds: readonly string[]): Promise<void> {
  for (let at = 0; at < assetIds.length; at += 500) {
    const ids = assetIds.slice(at, at + 500);
    await tx
      .updateTable('asset')
      .set({ metadata_state: 'waiting' })
      .where('id', 'in', ids)
      .where('metadata_state', '!=', 'ready')
      .execute();
    await tx
      .updateTable('asset')
      .set({ pictures_state: 'waiting' })
      .where('id', 'in', ids)
      .where('pictures_state', '!=', 'ready')
      .execute();
  }
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
