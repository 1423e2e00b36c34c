import type { Database, Tx } from '../../db/database.ts';

/** Assets asked for in one statement. */
const CHUNK = 500;

/** What jobs on assets have to know before they are claimed: the root of the original, of several the one that is there, and whether it is a film. */
export async function placesOf(
  db: Database | Tx,
  assetIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly rootId: string; readonly kind: 'image' | 'video' }>> {
  const found = new Map<string, { rootId: string; kind: 'image' | 'video' }>();
  for (let at = 0; at < assetIds.length; at += CHUNK) {
    const rows = await db
      .selectFrom('asset_file')
      .innerJoin('asset', 'asset.id', 'asset_file.asset_id')
      .innerJoin('storage_root', 'storage_root.id', 'asset_file.root_id')
      .select(['asset_file.asset_id as id', 'asset_file.root_id as rootId', 'asset.kind'])
      .where('asset_file.asset_id', 'in', assetIds.slice(at, at + CHUNK))
      .where('asset_file.role', '=', 'original')
      .where('asset_file.state', '=', 'present')
      // the last one counts: the first seen of those that are there now
      .orderBy('storage_root.state')
      .orderBy('asset_file.first_seen_ms', 'desc')
      .execute();
    for (const { id, rootId, kind } of rows) found.set(id, { rootId, kind });
  }
  return found;
}
