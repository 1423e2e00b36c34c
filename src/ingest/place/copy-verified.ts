import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError, systemCode } from '../../base/errors.ts';

/** Names beside a target while it is being written; swept when a scan of the library starts. */
export const TEMP_PREFIX = '.supervisor-temp-';

/**
 * Copies a file so that the target is whole or absent, and never another file's: temp file beside it, fsync,
 * read back and hashed, then linked under its name (fails when the name is taken), folder fsynced.
 * @returns false when the name is taken
 * @throws copy_differs when the bytes written are not the bytes expected · disk_full · permission_denied
 */
export async function copyVerified(copy: { from: string; to: string; checksum: string }): Promise<boolean> {
  const folder = dirname(copy.to);
  await mkdir(folder, { recursive: true });
  const temp = join(folder, TEMP_PREFIX + randomBytes(8).toString('hex'));
  try {
    await copyFile(copy.from, temp, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await sync(temp);
    if ((await hashFile(temp)) !== copy.checksum) {
      throw new AppError('copy_differs', 'The copy is not equal to its source; it was thrown away', {
        retry: 'retry',
        details: { from: copy.from },
      });
    }
    if (!(await claimName(temp, copy.to))) return false;
    await sync(folder);
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
    if (systemCode(error) === 'EEXIST') return false;
    if (systemCode(error) !== 'EPERM' && systemCode(error) !== 'ENOTSUP' && systemCode(error) !== 'EMLINK') throw error;
  }
  const isTaken = await lstat(to).then(
    () => true,
    () => false,
  );
  if (isTaken) return false;
  await rename(temp, to);
  return true;
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems cannot sync a folder; the file itself was synced before.
    if (systemCode(error) !== 'EINVAL' || basename(path).startsWith(TEMP_PREFIX)) throw error;
  } finally {
    await handle.close();
  }
}
