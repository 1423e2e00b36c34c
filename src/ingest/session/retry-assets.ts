import { placesOf } from '../../catalogue/files/places-of.ts';
import type { ChangeId, JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import { noteBegun } from '../../jobs/ledger/note-by-hand.ts';
import type { IngestNeeds } from '../ingest-needs.ts';

interface AssetsAsk {
  readonly assetIds: readonly string[];
  readonly sessionId: string | null;
  /** By which it can be taken back. */
  readonly change: ChangeId;
}

/** Makes failed work of assets due again, and puts its jobs in line. @returns how many jobs wait now */
export async function retryAssets(
  tx: Tx,
  needs: Pick<IngestNeeds, 'sink' | 'clock' | 'followUps'>,
  { assetIds, sessionId, change }: AssetsAsk,
): Promise<number> {
  const were = await resetFailed(tx, assetIds);
  const places = await placesOf(tx, assetIds);
  const asks = assetIds.flatMap((assetId) =>
    needs
      .followUps({ ...places.get(assetId), assetId, sessionId })
      .map((job) => ({ job, before: were.get(assetId) ?? {} })),
  );
  const enqueued = await needs.sink.enqueue(
    asks.map(({ job }) => job),
    tx,
  );
  const begun = enqueued.flatMap(({ id, outcome }, n): { id: JobId; before: States }[] => {
    const before = asks[n]?.before;
    // one that waited already was asked for by somebody else
    return outcome === 'added' && before !== undefined ? [{ id, before }] : [];
  });
  await noteBegun(tx, begun, { atMs: needs.clock.now(), change });
  return asks.length;
}

type States = Readonly<Record<string, string>>;

/** @returns what stood in each asset whose work is due again */
async function resetFailed(tx: Tx, assetIds: readonly string[]): Promise<ReadonlyMap<string, States>> {
  const were = new Map<string, States>();
  for (let at = 0; at < assetIds.length; at += 500) {
    const ids = assetIds.slice(at, at + 500);
    const found = await tx
      .selectFrom('asset')
      .select(['id', 'metadata_state', 'pictures_state'])
      .where('id', 'in', ids)
      .execute();
    for (const { id, ...states } of found)
      were.set(
        id,
        Object.fromEntries(Object.entries(states).filter(([, state]) => state !== 'ready' && state !== 'waiting')),
      );
    for (const column of ['metadata_state', 'pictures_state'] as const)
      await tx
        .updateTable('asset')
        .set({ [column]: 'waiting' })
        .where('id', 'in', ids)
        .where(column, '!=', 'ready')
        .execute();
  }
  return were;
}
