import type { Tx } from '../../db/database.ts';
import { listed } from '../../db/listed.ts';
import { append } from '../../events/append.ts';

/**
 * Makes `pairs` the companions among these assets: others of them that were shown under one of them come out again.
 * Only changes are written, so that running twice is running once.
 */
export async function setCompanions(
  tx: Tx,
  about: {
    assetIds: readonly string[];
    pairs: readonly { assetId: string; coverId: string; role: 'live-video' | 'raw' }[];
    nowMs: number;
  },
): Promise<void> {
  if (about.assetIds.length === 0) return;
  const rows = await tx
    .selectFrom('asset')
    .select(['id', 'cover_id', 'companion_role'])
    .where('id', 'in', listed(about.assetIds))
    .execute();
  const among = new Set(about.assetIds);
  const wanted = new Map(about.pairs.map((pair) => [pair.assetId, pair]));
  const changed: string[] = [];
  for (const row of rows) {
    const pair = wanted.get(row.id);
    const isOurs = row.cover_id === null || among.has(row.cover_id);
    const isSame = (pair?.coverId ?? null) === row.cover_id && (pair?.role ?? null) === row.companion_role;
    if (isSame || !isOurs) continue;
    await tx
      .updateTable('asset')
      .set({ cover_id: pair?.coverId ?? null, companion_role: pair?.role ?? null, updated_at_ms: about.nowMs })
      .where('id', '=', row.id)
      .execute();
    changed.push(row.id);
  }
  await append(
    tx,
    changed.map((id) => ({
      type: 'asset.paired',
      version: 1,
      subject: id,
      data: { cover: wanted.get(id)?.coverId ?? null },
    })),
    about.nowMs,
  );
}
