import { markPicturesDue } from '../catalogue/assets/record-pictures.ts';
import { inTransaction } from '../db/transaction.ts';
import type { PictureNeeds } from './picture-needs.ts';
import { recipeDigests } from './recipe.ts';

type Needs = Pick<PictureNeeds, 'db' | 'blobs' | 'pictureSettings'>;

/** Assets whose pictures were made by other settings or older code, at most `limit`. */
export async function findOutdated(needs: Needs, limit: number): Promise<readonly string[]> {
  const { usual, hdr, hdrFormats } = recipeDigests(needs.pictureSettings());
  const rows = await needs.db
    .selectFrom('asset')
    .select('id')
    .where('status', '=', 'active')
    .where('pictures_state', '!=', 'waiting')
    .where((eb) =>
      eb.or([
        eb('pictures_key', 'is', null),
        eb('format', 'not in', hdrFormats).and('pictures_key', 'not like', `${usual}-%`),
        eb('format', 'in', hdrFormats).and('pictures_key', 'not like', `${hdr}-%`),
      ]),
    )
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** Preview, square and grid. */
const KINDS = 3;

/** Assets after `afterId` with a picture whose blob is gone or cut, and the id to go on from; undefined at the end. */
export async function findLost(
  needs: Needs,
  afterId: string,
  limit: number,
): Promise<{ readonly ids: readonly string[]; readonly next: string | undefined }> {
  const page = await needs.db
    .selectFrom('asset')
    .select('id')
    .where('id', '>', afterId)
    .where('status', '=', 'active')
    .where('pictures_state', 'in', ['ready', 'degraded'])
    .orderBy('id')
    .limit(limit)
    .execute();
  const ids = page.map((row) => row.id);
  if (ids.length === 0) return { ids, next: undefined };
  const rows = await needs.db
    .selectFrom('derivative')
    .select(['asset_id', 'blob_key', 'size_bytes'])
    .where('asset_id', 'in', ids)
    .execute();
  const whole = new Map<string, number>();
  for (const row of rows) {
    const found = await needs.blobs.stat(row.blob_key);
    if (found?.bytes === row.size_bytes) whole.set(row.asset_id, (whole.get(row.asset_id) ?? 0) + 1);
  }
  const lost = ids.filter((id) => whole.get(id) !== KINDS);
  return { ids: lost, next: ids.length < limit ? undefined : ids.at(-1) };
}

/**
 * A search that goes on where it stopped: each call marks as due what was made by another recipe, and looks after a
 * further page of stored pictures. The reconciler calls it. @returns how many assets it marked
 */
export function staleSearch(needs: Needs): (limit: number) => Promise<number> {
  let after = '';
  return async (limit) => {
    const outdated = await findOutdated(needs, limit);
    const lost = await findLost(needs, after, limit);
    after = lost.next ?? '';
    const ids = [...new Set([...outdated, ...lost.ids])];
    if (ids.length > 0) await inTransaction(needs.db, (tx) => markPicturesDue(tx, ids));
    return ids.length;
  };
}
