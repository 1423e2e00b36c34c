import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isPostgresUrl } from '../base/database-url.ts';
import { AppError, toAppError } from '../base/errors.ts';
import type { DataPaths } from '../config/data-paths.ts';
import type { CheckLine } from '../contract/system.ts';
import { bytesText } from '../contract/count-words.ts';
import { checkLine } from './check-line.ts';
import { hasNoInode } from './health/storage-parts.ts';

const GIB = 1024 ** 3;
/** Below this the pictures of a new import may not fit. */
const LOW_BYTES = 5 * GIB;
/** Below this the database itself is in danger. */
const FULL_BYTES = GIB / 2;

/** Every folder that is written to, and the space on the volume of the data folder. Leaves nothing behind. */
export async function checkFolders(paths: DataPaths): Promise<readonly CheckLine[]> {
  const folders = {
    data: ['Data folder', paths.data],
    ...(isPostgresUrl(paths.database) ? {} : { database: ['Database folder', dirname(paths.database)] as const }),
    derivatives: ['Folder of pictures', paths.derivatives],
    logs: ['Folder of logs', paths.logs],
    backups: ['Folder of backups', paths.backups],
  } as const;
  const lines = Object.entries(folders).map(async ([id, [title, folder]]) => checkFolder(id, title, folder));
  return [...(await Promise.all(lines)), await checkSpace('space', 'Free space', paths.derivatives)];
}

async function checkFolder(id: string, title: string, folder: string): Promise<CheckLine> {
  const check = checkLine(`folder.${id}`, title, true);
  try {
    if (existsSync(folder)) await proveWritable(folder);
    else await proveMakeable(folder);
    return check.ok(existsSync(folder) ? folder : `${folder} (will be made)`);
  } catch (error) {
    const { code, message } = toAppError(error);
    // A full volume is the matter of the line about space: the folder itself is as it should be.
    if (code === 'disk_full') return check.ok(`${folder} (without room)`);
    return check.bad(
      `${folder}: ${message}`,
      `Make ${folder} writable for this user, or name another folder in the settings`,
    );
  }
}

/** A real file, since a full or read-only volume is not told by permissions. */
async function proveWritable(folder: string): Promise<void> {
  const file = join(folder, `.supervisor-${randomUUID()}`);
  try {
    await writeFile(file, 'writable?', { flag: 'wx' });
  } finally {
    await rm(file, { force: true });
  }
}

/** A real folder beside those there are: rights say nothing about systems that let none be made, such as /proc. */
async function proveMakeable(folder: string): Promise<void> {
  const probe = join(nearestFolder(folder), `.supervisor-${randomUUID()}`);
  try {
    await mkdir(probe);
  } catch (error) {
    throw new AppError(toAppError(error).code, `it cannot be made in ${dirname(probe)}`, { cause: error });
  }
  await rmdir(probe);
}

function nearestFolder(path: string): string {
  const parent = dirname(path);
  return existsSync(path) || parent === path ? path : nearestFolder(parent);
}

async function checkSpace(id: string, title: string, folder: string): Promise<CheckLine> {
  const check = checkLine(`folder.${id}`, title, true);
  const { bavail, bsize, files, ffree } = await statfs(nearestFolder(folder));
  if (hasNoInode({ files, ffree }))
    return check.bad(
      `No room for another file, though ${bytesText(bavail * bsize)} are free for ${folder}: all inodes are used`,
      'Remove files from this volume (`df -i` shows its inodes), or set paths.derivatives to a folder on another',
    );
  const free = bavail * bsize;
  const detail = `${bytesText(free)} free for ${folder}`;
  const cure = 'Free space on this volume, or set paths.derivatives to a folder on another';
  if (free < FULL_BYTES) return check.bad(detail, cure);
  return free < LOW_BYTES ? check.warn(detail, cure) : check.ok(detail);
}
