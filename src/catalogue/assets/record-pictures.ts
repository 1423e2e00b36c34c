import { type Expression, type ExpressionBuilder, sql, type SqlBool } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { AssetTable } from '../../db/tables/asset.ts';
import type { Tables } from '../../db/tables/database.ts';

/** How making an asset's pictures ended. */
export interface PicturesResult {
  readonly state: Exclude<AssetTable['pictures_state'], 'waiting'>;
  readonly code: string | null;
  readonly message: string | null;
  /** Key of the recipe and content it was tried with. */
  readonly key: string;
  /** Undefined: nothing was made, what is there stays. */
  readonly looks?: { readonly thumbhash: Uint8Array; readonly phash64: string } | undefined;
  /** Upright size and frames as decoded; recorded only where they are unknown so far. */
  readonly size?: { readonly widthPx: number; readonly heightPx: number; readonly frames: number } | undefined;
}

/** The pictures that something is recorded of: their content, and the key that they had when it began. */
interface PicturesBefore {
  readonly assetId: string;
  readonly checksum: string;
  readonly keyBefore: string | null;
  readonly nowMs: number;
}

/** Nobody has changed them since. */
const isStill =
  ({ assetId, checksum, keyBefore }: PicturesBefore) =>
  (eb: ExpressionBuilder<Tables, 'asset'>): Expression<SqlBool> =>
    eb.and([
      eb('id', '=', assetId),
      eb('checksum', '=', checksum),
      eb('pictures_key', keyBefore === null ? 'is' : '=', keyBefore),
    ]);

/**
 * Records the end of making pictures for the content they were made of.
 * @returns `superseded` when the asset has other content or pictures by now, or is gone: nothing was written
 */
export async function recordPictures(
  tx: Tx,
  about: PicturesBefore,
  result: PicturesResult,
): Promise<'recorded' | 'superseded'> {
  const { state, code, message, key, looks, size } = result;
  const updated = await tx
    .updateTable('asset')
    .set((eb) => ({
      pictures_state: state,
      pictures_code: code,
      pictures_message: message,
      pictures_key: key,
      updated_at_ms: about.nowMs,
      ...(looks ? { thumbhash: looks.thumbhash, phash64: looks.phash64 } : {}),
      ...(size
        ? {
            width_px: eb.fn.coalesce('width_px', eb.val(size.widthPx)),
            height_px: eb.fn.coalesce('height_px', eb.val(size.heightPx)),
            frames: eb.fn.coalesce('frames', eb.val(size.frames)),
          }
        : {}),
    }))
    .where(isStill(about))
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n ? 'recorded' : 'superseded';
}

/** Records another key of the same pictures: that their preview is, or is to be, of another size. @returns as above */
export async function recordPicturesKey(
  tx: Tx,
  about: PicturesBefore,
  key: string,
): Promise<'recorded' | 'superseded'> {
  const updated = await tx
    .updateTable('asset')
    .set({ pictures_key: key, updated_at_ms: about.nowMs })
    .where(isStill(about))
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n ? 'recorded' : 'superseded';
}

/** Lets the pictures of these assets be made again; why they were degraded stays known meanwhile. */
export async function markPicturesDue(tx: Tx, assetIds: readonly string[]): Promise<void> {
  for (let at = 0; at < assetIds.length; at += 1_000) {
    await tx
      .updateTable('asset')
      .set({ pictures_state: 'waiting' })
      .where('id', 'in', assetIds.slice(at, at + 1_000))
      .execute();
  }
}

/** Assets whose pictures are not all they could be, for this reason, are due again. @returns how many */
export async function markPicturesOfCodeDue(tx: Tx, code: string): Promise<number> {
  const marked = await tx
    .updateTable('asset')
    .set({ pictures_state: 'waiting' })
    .where('pictures_state', 'in', ['degraded', 'failed'])
    // word for word the condition of the partial index
    .where('pictures_state', '!=', sql.lit('ready'))
    .where('pictures_code', '=', code)
    .executeTakeFirst();
  return Number(marked.numUpdatedRows);
}
