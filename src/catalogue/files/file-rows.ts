import { newId } from '../../base/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { AssetFileTable } from '../../db/tables/asset.ts';

export type FileRow = AssetFileTable;

/** What a look at the disk tells of a file. */
export interface FileStat {
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly inode: string;
}

/** The folder part of a `/`-separated path, '' for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The last part of a `/`-separated path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Every known file of one folder, by path. */
export async function filesOfFolder(db: Database, rootId: string, folder: string): Promise<Map<string, FileRow>> {
  const rows = await db
    .selectFrom('asset_file')
    .selectAll()
    .where('root_id', '=', rootId)
    .where('folder', '=', folder)
    .execute();
  return new Map(rows.map((row) => [row.path, row]));
}

/** A row for a file that was just read. */
export function newFile(
  file: { assetId: string; rootId: string; path: string; role: FileRow['role']; checksum: string; stat: FileStat },
  nowMs: number,
): FileRow {
  return {
    id: newId('fi', nowMs),
    asset_id: file.assetId,
    root_id: file.rootId,
    path: file.path,
    folder: folderOf(file.path),
    role: file.role,
    state: 'present',
    checksum: file.checksum,
    size_bytes: file.stat.sizeBytes,
    mtime_ms: file.stat.mtimeMs,
    inode: file.stat.inode,
    first_seen_ms: nowMs,
    verified_at_ms: nowMs,
    original_path: file.path,
  };
}

/** Adds files; their paths must be new. */
export async function insertFiles(tx: Tx, rows: readonly FileRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += 500) {
    await tx
      .insertInto('asset_file')
      .values(rows.slice(at, at + 500))
      .execute();
  }
}

/** The file was read again: new facts, perhaps another asset, perhaps another place. First-seen facts stay. */
export async function updateFile(
  tx: Tx,
  id: string,
  to: { assetId: string; path: string; checksum: string; stat: FileStat; verifiedAtMs: number },
): Promise<void> {
  await tx
    .updateTable('asset_file')
    .set({
      asset_id: to.assetId,
      path: to.path,
      folder: folderOf(to.path),
      state: 'present',
      checksum: to.checksum,
      size_bytes: to.stat.sizeBytes,
      mtime_ms: to.stat.mtimeMs,
      inode: to.stat.inode,
      verified_at_ms: to.verifiedAtMs,
    })
    .where('id', '=', id)
    .execute();
}

/** Files that are there again, or gone. @returns the assets whose files changed state */
export async function setFileState(tx: Tx, ids: readonly string[], state: 'present' | 'missing'): Promise<string[]> {
  const assets = new Set<string>();
  for (let at = 0; at < ids.length; at += 500) {
    const rows = await tx
      .updateTable('asset_file')
      .set({ state })
      .where('id', 'in', ids.slice(at, at + 500))
      .returning('asset_id')
      .execute();
    for (const row of rows) assets.add(row.asset_id);
  }
  return [...assets];
}
