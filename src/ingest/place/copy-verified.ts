import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, lstat, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, systemCode } from '../../base/errors.ts';
import { makeFolder } from '../../base/make-folder.ts';

/**
 * Copies a file so that the target is whole or absent, and never another file's: written under a temp name in
 * `tempFolder` (same volume), fsynced, read back and hashed, then linked under its name (fails when the name is taken),
 * folder fsynced. The time of the file is kept.
 * @returns false when the name is taken
 * @throws copy_differs when the bytes written are not the bytes expected · disk_full · permission_denied ·
 * library_crosses_volumes
 */
export async function copyVerified(copy: {
  from: string;
  to: string;
  checksum: string;
  tempFolder: string;
}): Promise<boolean> {
  const folder = dirname(copy.to);
  await makeFolder(folder);
  await makeFolder(copy.tempFolder);
  const temp = join(copy.tempFolder, randomBytes(8).toString('hex'));
  try {
    const { atime, mtime } = await stat(copy.from);
    await copyFile(copy.from, temp, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await utimes(temp, atime, mtime);
    await syncFile(temp);
    if ((await hashFile(temp)) !== copy.checksum) {
      throw new AppError('copy_differs', 'The copy is not equal to its source; it was thrown away', { retry: 'retry' });
    }
    if (!(await claimName(temp, copy.to))) return false;
    await syncFolder(folder);
    return true;
  } finally {
    await rm(temp, { force: true });
  }
}

/** SHA-256 of a file, hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** Gives `temp` the name `to` unless it is taken. File systems without hard links get a check and a rename. */
async function claimName(temp: string, to: string): Promise<boolean> {
  try {
    await link(temp, to);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return false;
    if (code === 'EXDEV')
      throw new AppError('library_crosses_volumes', 'A folder of the managed library lies on another volume', {
        cause: error,
      });
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EMLINK' && code !== 'ENOSYS') throw error;
  }
  const isTaken = await lstat(to).then(
    () => true,
    () => false,
  );
  if (isTaken) return false;
  await rename(temp, to);
  return true;
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Some network file systems cannot sync a folder; the file itself was synced before. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (systemCode(error) !== 'EINVAL') throw error;
  } finally {
    await handle.close();
  }
}
