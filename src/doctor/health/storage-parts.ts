import { statfs } from 'node:fs/promises';
import { bytesText } from '../../contract/count-words.ts';
import type { HealthPart } from '../../contract/health.ts';
import { healthPart } from './health-part.ts';

/** A folder whose volume must not run full. */
export interface WatchedFolder {
  readonly id: string;
  readonly title: string;
  readonly path: string;
  /** Without room there nothing can be stored. */
  readonly mandatory: boolean;
}

/** A storage root as the catalogue knows it. */
export interface WatchedRoot {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly state: 'online' | 'offline';
  readonly managed: boolean;
}

/** Room on a volume, bytes. */
export interface Room {
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** The volume takes no other file, whatever room it has: all its inodes are used. */
  readonly hasNoInode?: boolean;
}

const GIB = 1024 ** 3;
/** Below this, or this share of the volume where that is less, an import may not fit. */
const LOW = { bytes: 5 * GIB, share: 0.05 };
/** Below this the database itself is in danger. */
const FULL = { bytes: GIB / 2, share: 0.005 };
/** A network mount that hangs must not hold up the rest. */
const ANSWER_MS = 2_000;

/** Room on the volume of a folder; undefined when it is not there or does not answer. */
export async function roomOf(path: string): Promise<Room | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ANSWER_MS);
  const asked = statfs(path).then(
    ({ bavail, blocks, bsize, files, ffree }) => ({
      freeBytes: bavail * bsize,
      totalBytes: blocks * bsize,
      hasNoInode: hasNoInode({ files, ffree }),
    }),
    () => undefined,
  );
  try {
    return await Promise.race([asked, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** SQLite cannot record the end of a job with less. */
const LEAST_BYTES = 1024 ** 2;

/** False while the volume of a folder is full; one that does not answer is another trouble. */
export async function hasRoom(path: string): Promise<boolean> {
  const room = await roomOf(path);
  return room === undefined || room.freeBytes >= LEAST_BYTES;
}

/** All inodes of a volume are used. Some file systems count no files: they tell 0 of 0. */
export function hasNoInode({ files, ffree }: { readonly files: number; readonly ffree: number }): boolean {
  return files > 0 && ffree === 0;
}

const NO_INODE = {
  cause: 'The volume takes no other file: all its inodes are used',
  next: 'Remove files from it (`df -i` shows its inodes), or move the folder by its setting',
};

/** The line of one of our folders. */
export function diskPart(folder: WatchedFolder, room: Room | undefined): HealthPart {
  const { id, title, path, mandatory } = folder;
  const part = healthPart({ id, title, group: 'storage', mandatory });
  if (!room) {
    return part.bad({
      code: 'folder_unusable',
      detail: `${path} does not answer`,
      cause: 'The folder is gone, or its volume hangs',
      next: 'Mount the volume, or name another folder in the settings',
    });
  }
  const facts = roomFacts(room);
  const trouble = {
    detail: `${roomText(room.freeBytes)} of ${roomText(room.totalBytes)} free for ${path}`,
    cause: room.freeBytes < LEAST_BYTES ? 'The volume is full' : 'The volume is nearly full',
    next: 'Free space on it, or move the folder by its setting',
  };
  if (room.hasNoInode) return part.bad({ code: 'disk_full', ...trouble, ...NO_INODE }, facts);
  if (isBelow(room, FULL)) return part.bad({ code: 'disk_full', ...trouble }, facts);
  if (isBelow(room, LOW)) return part.warn({ code: 'disk_low', ...trouble }, facts);
  return part.ok(trouble.detail, facts);
}

/** The line of a storage root. The managed library is mandatory: nothing can be placed without it. */
export function rootPart(root: WatchedRoot, room: Room | undefined): HealthPart {
  const part = healthPart({ id: `root.${root.id}`, title: root.name, group: 'storage', mandatory: root.managed });
  const facts = { mounted: root.state === 'online' && room !== undefined, ...(room ? roomFacts(room) : {}) };
  if (root.state === 'offline' || !room) {
    const trouble = {
      code: 'root_offline',
      detail: `${root.path} is not there`,
      cause: 'The disk is unplugged, or the share is not mounted',
      next: 'Connect it; assets and waiting jobs come back by themselves',
      action: { id: 'scan-root', name: root.id } as const,
    };
    return root.managed ? part.bad(trouble, facts) : part.warn(trouble, facts);
  }
  return part.ok(`${root.path}, ${roomText(room.freeBytes)} free`, facts);
}

function roomFacts({ freeBytes, totalBytes }: Room): Record<string, number> {
  const usedBytes = totalBytes - freeBytes;
  const usedPercent = totalBytes === 0 ? 0 : Math.round((usedBytes / totalBytes) * 1_000) / 10;
  return { freeBytes, totalBytes, usedBytes, usedPercent };
}

function isBelow({ freeBytes, totalBytes }: Room, limit: { bytes: number; share: number }): boolean {
  return freeBytes < Math.min(limit.bytes, totalBytes * limit.share);
}

function roomText(bytes: number): string {
  return bytes === 0 ? 'Nothing' : bytesText(bytes);
}
