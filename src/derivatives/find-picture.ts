import type { FileBlobStore } from '../blobs/store.ts';
import type { Database } from '../db/database.ts';
import type { PictureKind } from '../tools/images/picture-recipe.ts';
import { pictureBlobKey, type PictureSettings } from './recipe.ts';

/** The file of an asset's picture, by its row; undefined when none was made or its blob is lost. */
export async function findPicture(
  needs: { readonly db: Database; readonly blobs: Pick<FileBlobStore, 'path' | 'stat'> },
  assetId: string,
  kind: PictureKind,
): Promise<{ path: string; mime: string } | undefined> {
  const row = await needs.db
    .selectFrom('derivative')
    .select(['blob_key', 'size_bytes'])
    .where('asset_id', '=', assetId)
    .where('kind', '=', kind)
    .executeTakeFirst();
  if (!row) return undefined;
  const found = await needs.blobs.stat(row.blob_key);
  return found?.bytes === row.size_bytes ? { path: needs.blobs.path(row.blob_key), mime: 'image/jpeg' } : undefined;
}

/** A preview that is whole and made by the settings of now. */
export interface ReusablePreview {
  readonly path: string;
  readonly route: string;
  /** Why the pictures are degraded; null when they are not. */
  readonly code: string | null;
  readonly message: string | null;
}

/**
 * The preview of this content when it is as it should be and only the small pictures are out of date or lost.
 * When nothing is out of date there is none: somebody wants all of it made again.
 */
export async function findReusablePreview(
  needs: { readonly db: Database; readonly blobs: Pick<FileBlobStore, 'path' | 'stat'> },
  about: { assetId: string; checksum: string; settings: PictureSettings },
): Promise<ReusablePreview | undefined> {
  const rows = await needs.db
    .selectFrom('derivative')
    .innerJoin('asset', 'asset.id', 'derivative.asset_id')
    .select(['derivative.kind', 'blob_key', 'derivative.size_bytes', 'route', 'pictures_code', 'pictures_message'])
    .where('asset_id', '=', about.assetId)
    .execute();
  const current = async (kind: PictureKind): Promise<(typeof rows)[number] | undefined> => {
    const key = pictureBlobKey(kind, about.checksum, about.settings);
    const row = rows.find((candidate) => candidate.kind === kind && candidate.blob_key === key);
    return row && (await needs.blobs.stat(key))?.bytes === row.size_bytes ? row : undefined;
  };
  const preview = await current('preview');
  if (!preview || ((await current('square')) && (await current('grid')))) return undefined;
  const { route, pictures_code: code, pictures_message: message } = preview;
  return { path: needs.blobs.path(preview.blob_key), route, code, message };
}
