import { AppError } from '../../base/errors.ts';
import { localPath } from '../roots/local-roots.ts';
import { rootService } from '../roots/storage-roots.ts';
import { safeJoin } from '../../base/safe-path.ts';
import type { Database } from '../../db/database.ts';

/** Where an original lies now, and what is known of it. */
export interface OriginalPlace {
  readonly assetId: string;
  readonly fileId: string;
  readonly rootId: string;
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  /** Below its root; its name may tell a day. */
  readonly folder: string;
  readonly format: string;
  readonly kind: 'image' | 'video';
  /** SHA-256, hex. */
  readonly checksum: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly embedded: { readonly offset: number; readonly bytes: number } | null;
  readonly orientation: number | null;
  /** Upright; null when unknown. */
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  /** What its pictures were made by; null before. */
  readonly picturesKey: string | null;
}

/**
 * A present copy of the asset's original on an online root.
 * @throws asset_not_found · root_offline (wait for the service of the root) · original_missing
 */
export async function locateOriginal(db: Database, assetId: string): Promise<OriginalPlace> {
  const asset = await db
    .selectFrom('asset')
    .select(['id', 'format', 'kind', 'checksum', 'size_bytes', 'embedded_offset', 'embedded_bytes', 'orientation'])
    .select(['width_px', 'height_px', 'pictures_key'])
    .where('id', '=', assetId)
    .executeTakeFirst();
  if (!asset) throw new AppError('asset_not_found', 'No such asset', { details: { assetId } });
  const files = await db
    .selectFrom('asset_file')
    .innerJoin('storage_root', 'storage_root.id', 'asset_file.root_id')
    .select([
      'asset_file.id',
      'asset_file.path',
      'asset_file.folder',
      'asset_file.mtime_ms',
      'asset_file.state',
      'storage_root.id as rootId',
      'storage_root.path as root',
      'storage_root.state as rootState',
    ])
    .where('asset_file.asset_id', '=', assetId)
    .where('asset_file.role', '=', 'original')
    .orderBy('asset_file.first_seen_ms')
    .execute();
  const present = files.find((file) => file.state === 'present' && file.rootState === 'online');
  if (!present) {
    const away = files.find((file) => file.rootState === 'offline' || file.state === 'offline');
    if (away)
      throw new AppError('root_offline', 'The storage root of this asset is offline', {
        retry: { service: rootService(away.rootId) },
        details: { assetId },
      });
    throw new AppError('original_missing', 'No file of this asset is there any more', { details: { assetId } });
  }
  return {
    assetId,
    fileId: present.id,
    rootId: present.rootId,
    path: safeJoin(localPath(db, { id: present.rootId, path: present.root }), present.path),
    name: present.path.slice(present.path.lastIndexOf('/') + 1),
    folder: present.folder,
    format: asset.format,
    kind: asset.kind,
    checksum: asset.checksum,
    sizeBytes: asset.size_bytes,
    mtimeMs: present.mtime_ms,
    embedded:
      asset.embedded_offset === null || asset.embedded_bytes === null
        ? null
        : { offset: asset.embedded_offset, bytes: asset.embedded_bytes },
    orientation: asset.orientation,
    widthPx: asset.width_px,
    heightPx: asset.height_px,
    picturesKey: asset.pictures_key,
  };
}
