import { AppError } from '../base/errors.ts';
import type { Database, Tx } from '../db/database.ts';
import type { FileBlobStore } from '../blobs/store.ts';
import type { MadePicture } from '../tools/images/picture-request.ts';
import type { PictureKind } from '../tools/images/picture-recipe.ts';
import { pictureBlobKey, type PictureSettings } from './recipe.ts';

/** A stored picture, as its row says. */
export interface StoredPicture {
  readonly kind: PictureKind;
  readonly key: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bytes: number;
}

/**
 * Takes the made files over into the store. They were decoded when they were made; here they are proved to lie in
 * their place with all their bytes, before anything says "ready".
 * @throws picture_not_stored (try again) · disk_full
 */
export async function storePictures(
  blobs: Pick<FileBlobStore, 'putFiles'>,
  made: Readonly<Partial<Record<PictureKind, MadePicture | undefined>>>,
  about: { checksum: string; settings: PictureSettings },
): Promise<readonly StoredPicture[]> {
  const entries: readonly [PictureKind, MadePicture | undefined][] = [
    ['preview', made.preview],
    ['square', made.square],
    ['grid', made.grid],
  ];
  const pictures = entries.flatMap(([kind, picture]) =>
    picture ? [{ kind, ...picture, key: pictureBlobKey(kind, about.checksum, about.settings) }] : [],
  );
  const put = await blobs.putFiles(pictures);
  return pictures.map(({ kind, key, widthPx, heightPx, bytes }, i) => {
    if (bytes === 0 || put[i]?.bytes !== bytes)
      throw new AppError('picture_not_stored', `The ${kind} is not whole where it was stored`, { retry: 'retry' });
    return { kind, key, widthPx, heightPx, bytes };
  });
}

/** Writes the rows of stored pictures; those of kinds that were not made again stay. */
export async function recordDerivatives(
  tx: Tx,
  about: { assetId: string; route: string; nowMs: number },
  pictures: readonly StoredPicture[],
): Promise<void> {
  const rows = pictures.map((picture) => ({
    asset_id: about.assetId,
    kind: picture.kind,
    blob_key: picture.key,
    width_px: picture.widthPx,
    height_px: picture.heightPx,
    size_bytes: picture.bytes,
    route: about.route,
    made_at_ms: about.nowMs,
  }));
  await tx
    .insertInto('derivative')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['asset_id', 'kind']).doUpdateSet((eb) => ({
        blob_key: eb.ref('excluded.blob_key'),
        width_px: eb.ref('excluded.width_px'),
        height_px: eb.ref('excluded.height_px'),
        size_bytes: eb.ref('excluded.size_bytes'),
        route: eb.ref('excluded.route'),
        made_at_ms: eb.ref('excluded.made_at_ms'),
      })),
    )
    .execute();
}

/** Blob keys of an asset's pictures. */
export async function storedKeys(db: Database, assetId: string): Promise<readonly string[]> {
  const rows = await db.selectFrom('derivative').select('blob_key').where('asset_id', '=', assetId).execute();
  return rows.map((row) => row.blob_key);
}
