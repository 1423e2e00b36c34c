import { lstat } from 'node:fs/promises';
import { safeJoin } from '../../base/safe-path.ts';
import { folderOf, nameOf } from '../../catalogue/files/file-rows.ts';
import { copyVerified, hashFile } from './copy-verified.ts';
import { sidecarName } from './placed-names.ts';

/**
 * Copies a sidecar beside the placed file of its owner.
 * @returns its path below the library; undefined when another file has that name
 */
export async function placeSidecar(sidecar: {
  /** Absolute. */
  from: string;
  path: string;
  checksum: string;
  ownerName: string;
  /** Of the placed owner, relative to the library. */
  ownerPath: string;
  library: string;
  tempFolder: string;
}): Promise<string | undefined> {
  const folder = folderOf(sidecar.ownerPath);
  const name = sidecarName(nameOf(sidecar.path), sidecar.ownerName, nameOf(sidecar.ownerPath));
  const path = folder === '' ? name : `${folder}/${name}`;
  const to = safeJoin(sidecar.library, path);
  const { from, checksum, tempFolder } = sidecar;
  if (await copyVerified({ from, to, checksum, tempFolder })) return path;
  const stats = await lstat(to);
  return stats.isFile() && (await hashFile(to)) === checksum ? path : undefined;
}
