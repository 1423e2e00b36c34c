import { folderOf, nameOf } from '../../catalogue/files/file-rows.ts';
import type { Database, Tx } from '../../db/database.ts';
import { editedFrom } from '../companions/edited-from.ts';

const MAX_FILES = 20;

/** A sidecar that can be read now. */
export interface SidecarFile {
  readonly path: string;
  readonly checksum: string;
  readonly rootId: string;
  readonly rootPath: string;
}

interface AssetFile extends SidecarFile {
  readonly role: string;
}

/** Names the sidecars of an asset as they are now: paths and checksums. */
export async function sidecarStamp(db: Database | Tx, assetId: string): Promise<string> {
  return stampOf(await sidecarsOf(db, assetId));
}

/** Another text means that a sidecar came, went or changed. */
export function stampOf(files: readonly SidecarFile[]): string {
  return files.map((file) => `${file.path}:${file.checksum}`).join('\n');
}

/**
 * The sidecars of an asset. Takeout writes one for a picture and the copies of it that were edited: a copy without
 * one of its own has that of its original.
 */
export async function sidecarsOf(db: Database | Tx, assetId: string): Promise<readonly SidecarFile[]> {
  const files = await filesOf(db, [assetId]);
  const own = files.filter(isSidecar);
  if (own.some(isTakeout)) return own;
  const originals = await originalsOf(db, assetId, files);
  const shared = originals.length === 0 ? [] : await filesOf(db, originals);
  return [...own, ...shared.filter((file) => isSidecar(file) && isTakeout(file))];
}

const isSidecar = ({ role }: AssetFile): boolean => role === 'sidecar';
const isTakeout = ({ path }: SidecarFile): boolean => path.toLowerCase().endsWith('.json');

/** The assets that one may be an edited copy of, by its names. */
async function originalsOf(
  db: Database | Tx,
  assetId: string,
  files: readonly AssetFile[],
): Promise<readonly string[]> {
  for (const { path, rootId } of files.filter((file) => !isSidecar(file))) {
    const folder = folderOf(path);
    const paths = editedFrom(nameOf(path)).map((name) => (folder === '' ? name : `${folder}/${name}`));
    if (paths.length === 0) continue;
    const found = await db
      .selectFrom('asset_file')
      .select('asset_id as assetId')
      .where('root_id', '=', rootId)
      .where('path', 'in', paths)
      .where('role', '=', 'original')
      .where('state', '=', 'present')
      .orderBy('path')
      .execute();
    const others = found.map((row) => row.assetId).filter((other) => other !== assetId);
    if (others.length > 0) return [...new Set(others)];
  }
  return [];
}

/** Sidecars first; then the media, by whose names their originals are found. */
async function filesOf(db: Database | Tx, assetIds: readonly string[]): Promise<readonly AssetFile[]> {
  return await db
    .selectFrom('asset_file')
    .innerJoin('storage_root', 'storage_root.id', 'asset_file.root_id')
    .select([
      'asset_file.path',
      'asset_file.checksum',
      'asset_file.role',
      'asset_file.root_id as rootId',
      'storage_root.path as rootPath',
    ])
    .where('asset_file.asset_id', 'in', assetIds)
    .where('asset_file.role', 'in', ['sidecar', 'original'])
    .where('asset_file.state', '=', 'present')
    .where('storage_root.state', '=', 'online')
    .orderBy('asset_file.role', 'desc')
    .orderBy('asset_file.path')
    .limit(MAX_FILES)
    .execute();
}
