import { AppError } from '../../base/errors.ts';
import { AssetFacts, emptyFacts } from '../../contract/asset-facts.ts';
import { type AssetView } from '../../contract/asset.ts';
import { AssetId, FileId, RootId } from '../../contract/ids.ts';
import type { Database } from '../../db/database.ts';
import type { AssetTable } from '../../db/tables/asset.ts';
import { formatById } from '../../formats/format-of.ts';
import { localPath } from '../roots/local-roots.ts';
import { localText } from '../timeline/wall-clock.ts';
import { viewCard } from './asset-card.ts';

/** What the catalogue knows of an asset; how its preview stands is known by the derivatives. */
export type CataloguedAsset = Omit<AssetView, 'previewStatus' | 'enhancement'>;

/** Everything about one asset. `isLocal`: the caller is on this machine and may see full paths. @throws asset_not_found */
export async function viewAsset(db: Database, id: string, isLocal: boolean): Promise<CataloguedAsset> {
  const row = await db.selectFrom('asset').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new AppError('asset_not_found', 'No such asset', { details: { id } });
  const companions = await companionsOf(db, row);
  const roles = companions.flatMap((companion) =>
    companion.role === 'live-video' || companion.role === 'raw' ? [companion.role] : [],
  );
  return {
    ...viewCard(row, roles),
    checksum: row.checksum,
    version: row.version,
    mime: row.mime,
    formatLabel: formatById(row.format).label,
    mismatch: row.mismatch,
    sizeBytes: row.size_bytes,
    importedAt: new Date(row.imported_at_ms).toISOString(),
    facts: factsOf(row),
    metadata: {
      state: row.metadata_state,
      code: row.metadata_code,
      message: row.metadata_message,
      method: row.metadata_method,
    },
    picturesReport: { state: row.pictures_state, code: row.pictures_code, message: row.pictures_message },
    files: await filesOf(db, id, isLocal),
    companions,
    derivatives: await derivativesOf(db, id),
  };
}

/** The facts as normalised; before they are read in full, what the first bytes told. */
function factsOf(row: AssetTable): AssetFacts {
  if (row.facts !== null) return AssetFacts.parse(JSON.parse(row.facts));
  return {
    ...emptyFacts,
    widthPx: row.width_px,
    heightPx: row.height_px,
    orientation: row.orientation,
    capture: { local: localText(row.sort_ms), offsetMin: null, source: 'file-time', tag: null, confidence: 'guess' },
    cameraModel: row.camera,
    rating: row.rating,
    durationMs: row.duration_ms,
    frames: row.frames,
  };
}

async function filesOf(db: Database, assetId: string, isLocal: boolean): Promise<AssetView['files']> {
  const rows = await db
    .selectFrom('asset_file')
    .innerJoin('storage_root', 'storage_root.id', 'asset_file.root_id')
    .selectAll('asset_file')
    .select(['storage_root.name as rootName', 'storage_root.path as rootPath', 'storage_root.state as rootState'])
    .where('asset_file.asset_id', '=', assetId)
    .orderBy('asset_file.role')
    .orderBy('asset_file.first_seen_ms')
    .execute();
  return rows.map((row) => ({
    id: FileId.parse(row.id),
    role: row.role,
    rootId: RootId.parse(row.root_id),
    rootName: row.rootName,
    path: row.path,
    fullPath: isLocal ? `${localPath(db, { id: row.root_id, path: row.rootPath })}/${row.path}` : null,
    state: row.state === 'present' && row.rootState === 'offline' ? 'offline' : row.state,
    sizeBytes: row.size_bytes,
    modifiedAt: new Date(row.mtime_ms).toISOString(),
    checksum: row.checksum,
    firstSeenAt: new Date(row.first_seen_ms).toISOString(),
    verifiedAt: row.verified_at_ms === null ? null : new Date(row.verified_at_ms).toISOString(),
    originalPath: row.original_path,
  }));
}

async function companionsOf(db: Database, row: AssetTable): Promise<AssetView['companions']> {
  const below = await db
    .selectFrom('asset')
    .select(['id', 'name', 'companion_role'])
    .where('cover_id', '=', row.id)
    .execute();
  const found: AssetView['companions'] = below.flatMap((companion) =>
    companion.companion_role === null
      ? []
      : [{ id: AssetId.parse(companion.id), name: companion.name, role: companion.companion_role }],
  );
  if (row.cover_id === null) return found;
  const cover = await db.selectFrom('asset').select(['id', 'name']).where('id', '=', row.cover_id).executeTakeFirst();
  return cover ? [{ id: AssetId.parse(cover.id), name: cover.name, role: 'cover' }, ...found] : found;
}

async function derivativesOf(db: Database, assetId: string): Promise<AssetView['derivatives']> {
  const rows = await db
    .selectFrom('derivative')
    .selectAll()
    .where('asset_id', '=', assetId)
    .orderBy('size_bytes', 'desc')
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    widthPx: row.width_px,
    heightPx: row.height_px,
    sizeBytes: row.size_bytes,
    route: row.route,
    madeAt: new Date(row.made_at_ms).toISOString(),
  }));
}
