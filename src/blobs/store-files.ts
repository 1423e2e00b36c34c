import { closeSync, fdatasyncSync, fsyncSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../base/errors.ts';

/** A finished temp file and the name it gets; both absolute, on one volume. */
export interface FileMove {
  readonly file: string;
  readonly target: string;
}

/** What to move below `folder`, which is there. */
export interface StoreAsk {
  readonly folder: string;
  readonly moves: readonly FileMove[];
}

/** Folders whose own names are durable, as far as this thread knows. */
const durable = new Set<string>();
/** A library has up to 65 000 shard folders, whose names would take 10 MB a thread. */
const DURABLE_KNOWN_MAX = 5_000;

/**
 * Moves finished files to their places: bytes, names and new folders are on the disk when it returns. It blocks while the
 * disk writes, and is one call where asynchronous ones would be forty for the three pictures of an asset.
 * @returns the size of each, read at its new place
 */
export function storeFiles({ folder, moves }: StoreAsk): readonly number[] {
  for (const { file } of moves) syncFile(file);
  for (const move of moves) moveInto(folder, move);
  for (const parent of new Set(moves.map((move) => dirname(move.target)))) syncFolder(parent);
  return moves.map(({ target }) => statSync(target).size);
}

/** A shard folder that somebody removed meanwhile is made again once. */
function moveInto(root: string, { file, target }: FileMove): void {
  ensureFolder(root, dirname(target));
  try {
    renameSync(file, target);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    durable.clear();
    ensureFolder(root, dirname(target));
    renameSync(file, target);
  }
}

/** A folder's own name is durable only when its parent was synced too, whoever made it. */
function ensureFolder(root: string, folder: string): void {
  if (folder === root || durable.has(folder)) return;
  const parent = dirname(folder);
  ensureFolder(root, parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
  syncFolder(parent);
  if (durable.size >= DURABLE_KNOWN_MAX) durable.clear();
  durable.add(folder);
}

function syncFile(file: string): void {
  const fd = openSync(file, 'r+');
  try {
    fdatasyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Windows cannot open folders; there the rename alone has to do. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
