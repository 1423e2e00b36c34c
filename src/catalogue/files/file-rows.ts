import { newId } from '../../base/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { AssetFileTable } from '../../db/tables/asset.ts';

/** A file of an asset as it is stored. */
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

/** States of a row whose path holds a file, be it with other bytes. */
export const LYING = ['present', 'replaced'] as const;

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

/** The known files among these paths, by path. */
export async function filesAmong(
  db: Database,
  rootId: string,
  paths: readonly string[],
): Promise<Map<string, FileRow>> {
  const found = new Map<string, FileRow>();
  for (let at = 0; at < paths.length; at += 500) {
    const rows = await db
      .selectFrom('asset_file')
      .selectAll()
      .where('root_id', '=', rootId)
      .where('path', 'in', paths.slice(at, at + 500))
      .execute();
    for (const row of rows) found.set(row.path, row);
  }
  return found;
}

/** Where these files are recorded now. */
export async function filesById(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, Pick<FileRow, 'root_id' | 'path'>>> {
  const found = new Map<string, Pick<FileRow, 'root_id' | 'path'>>();
  for (let at = 0; at < ids.length; at += 500) {
    const rows = await db
      .selectFrom('asset_file')
      .select(['id', 'root_id', 'path'])
      .where('id', 'in', ids.slice(at, at + 500))
      .execute();
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}

/** Files that should lie in a folder, in pages: the folder may be very large. */
export async function* lyingInFolder(
  db: Database,
  rootId: string,
  folder: string,
): AsyncGenerator<readonly Pick<FileRow, 'id' | 'path' | 'size_bytes' | 'inode'>[]> {
  for (let after = ''; ;) {
    const rows = await db
      .selectFrom('asset_file')
      .select(['id', 'path', 'size_bytes', 'inode'])
      .where('root_id', '=', rootId)
      .where('folder', '=', folder)
      .where('state', 'in', LYING)
      .where('id', '>', after)
      .orderBy('id')
      .limit(5_000)
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.id;
  }
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
  to: {
    assetId: string;
    rootId: string;
    path: string;
    role: FileRow['role'];
    checksum: string;
    stat: FileStat;
    verifiedAtMs: number;
  },
): Promise<void> {
  await tx
    .updateTable('asset_file')
    .set({
      asset_id: to.assetId,
      root_id: to.rootId,
      role: to.role,
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

/** Files that are there again, gone, or overwritten by something else. @returns the assets whose files changed state */
export async function setFileState(
  tx: Tx,
  ids: readonly string[],
  state: 'present' | 'missing' | 'replaced',
): Promise<string[]> {
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
