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

/** A preview that is whole and made by the settings of now, and what else is known of its asset's pictures. */
export interface CurrentPictures {
  /** Of the preview. */
  readonly path: string;
  readonly route: string;
  /** Why the pictures are degraded; null when they are not. */
  readonly code: string | null;
  readonly message: string | null;
  /** Whether the small ones are whole and made by the settings of now too. */
  readonly hasSmall: boolean;
  /** What they were made by. */
  readonly key: string | null;
}

/** What is recorded of an asset's pictures. */
export interface KnownPictures {
  /** Blobs of all of them, whatever they were made by. */
  readonly keys: readonly string[];
  /** Those of this content, when at least the preview is as it should be. */
  readonly current: CurrentPictures | undefined;
}

/** The pictures of an asset as they are recorded, and whether they are of this content and these settings. */
export async function findKnown(
  needs: { readonly db: Database; readonly blobs: Pick<FileBlobStore, 'path' | 'stat'> },
  about: { assetId: string; checksum: string; settings: PictureSettings },
): Promise<KnownPictures> {
  const rows = await needs.db
    .selectFrom('derivative')
    .innerJoin('asset', 'asset.id', 'derivative.asset_id')
    .select(['derivative.kind', 'blob_key', 'derivative.size_bytes', 'route'])
    .select(['pictures_code', 'pictures_message', 'pictures_key'])
    .where('asset_id', '=', about.assetId)
    .execute();
  const current = async (kind: PictureKind): Promise<(typeof rows)[number] | undefined> => {
    const key = pictureBlobKey(kind, about.checksum, about.settings);
    const row = rows.find((candidate) => candidate.kind === kind && candidate.blob_key === key);
    return row && (await needs.blobs.stat(key))?.bytes === row.size_bytes ? row : undefined;
  };
  const keys = rows.map((row) => row.blob_key);
  const preview = await current('preview');
  if (!preview) return { keys, current: undefined };
  const hasSmall = (await current('square')) !== undefined && (await current('grid')) !== undefined;
  const { route, pictures_code: code, pictures_message: message, pictures_key: key } = preview;
  return { keys, current: { path: needs.blobs.path(preview.blob_key), route, code, message, hasSmall, key } };
}
