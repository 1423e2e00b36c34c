import { lstatSync, readdirSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { toAppError } from '../../base/errors.ts';
import { FolderDigest, type WalkedFile } from './folder-digest.ts';
import type { FolderReport, WalkMessage, WalkOrder } from './walk-folder.ts';
import { walkRules } from './walk-rules.ts';

/** Folders of one message; the main thread answers each with a credit. */
const MESSAGE_FOLDERS = 128;
const MESSAGE_FILES = 2_000;
const MESSAGES_AHEAD = 8;

const order = workerData as WalkOrder;
const shared = new Int32Array(order.shared); // [0] messages acknowledged, [1] 1 = stop
const rules = walkRules(order.ignore);
const known = new Map(order.known);
const visited = new Set<string>();

let sent = 0;
let reports: FolderReport[] = [];
let files = 0;

function isStopped(): boolean {
  return Atomics.load(shared, 1) === 1;
}

function flush(): void {
  if (reports.length === 0) return;
  post({ type: 'folders', reports });
  reports = [];
  files = 0;
  for (
    let acked = Atomics.load(shared, 0);
    sent - acked >= MESSAGES_AHEAD && !isStopped();
    acked = Atomics.load(shared, 0)
  ) {
    Atomics.wait(shared, 0, acked, 1_000);
  }
}

function post(message: WalkMessage): void {
  if (message.type === 'folders') sent += 1;
  parentPort?.postMessage(message);
}

function report(found: FolderReport): void {
  reports.push(found);
  files += found.files.length + found.skipped.length;
  if (reports.length >= MESSAGE_FOLDERS || files >= MESSAGE_FILES) flush();
}

/** Newest names first, so that the first screen (newest pictures) is met early. */
function byNameDescending(a: Dirent, b: Dirent): number {
  return a.name < b.name ? 1 : -1;
}

function visit(path: string): string[] {
  const full = path === '' ? order.root : `${order.root}/${path}`;
  let entries: Dirent[];
  try {
    entries = readdirSync(full, { withFileTypes: true });
  } catch (error) {
    const { code, message } = toAppError(error);
    report({ path, digest: null, count: 0, files: [], skipped: [], error: { code, message } });
    return [];
  }
  if (path !== '' && entries.some((entry) => entry.name === '.nomedia')) {
    report({ path, digest: null, count: 0, files: [], skipped: [{ name: '', code: 'nomedia' }], error: null });
    return [];
  }
  if (order.only !== null)
    return list(
      path,
      full,
      entries.filter((entry) => entry.name === order.only && !entry.isDirectory()),
    );
  return list(path, full, entries.sort(byNameDescending));
}

function list(path: string, full: string, entries: readonly Dirent[]): string[] {
  const folders: string[] = [];
  const found: WalkedFile[] = [];
  const skipped: { name: string; code: string }[] = [];
  const digest = new FolderDigest();
  const prefix = path === '' ? '' : `${path}/`;
  for (const entry of entries) {
    const relative = prefix + entry.name;
    const outcome = look(entry, relative, `${full}/${entry.name}`);
    if (typeof outcome === 'string') skipped.push({ name: entry.name, code: outcome });
    else if (outcome === null) folders.push(relative);
    else {
      found.push(outcome);
      digest.add(outcome);
    }
  }
  // A part of a folder says nothing about the whole: its digest is not to be remembered.
  const text = order.only === null ? `${digest.toString()}${skipped.length}` : null;
  const isSame = text !== null && known.get(path) === text;
  report({
    path,
    digest: text,
    count: found.length,
    files: isSame ? [] : found,
    skipped: isSame ? [] : skipped,
    error: null,
  });
  return folders;
}

/** A file's facts, null for a folder to enter, or the code why it is left out. */
function look(entry: Dirent, relative: string, full: string): WalkedFile | null | string {
  const isLink = entry.isSymbolicLink();
  if (isLink && !order.followLinks) return 'symbolic_link';
  let stats: Stats;
  try {
    if (!isLink && entry.isDirectory()) return enter(entry.name, relative, null);
    stats = isLink ? statSync(full) : lstatSync(full);
    if (stats.isDirectory()) return enter(entry.name, relative, full);
  } catch (error) {
    return entry.name.includes('\uFFFD') ? 'name_not_utf8' : toAppError(error).code;
  }
  if (!stats.isFile()) return 'not_a_file';
  const refusal = rules.file(entry.name, relative);
  if (refusal !== undefined) return refusal;
  return { name: entry.name, sizeBytes: stats.size, mtimeMs: Math.floor(stats.mtimeMs), inode: String(stats.ino) };
}

/** `link`: the full path when a symbolic link leads here; each real folder is entered once. */
function enter(name: string, relative: string, link: string | null): null | string {
  const refusal = rules.folder(name, relative);
  if (refusal !== undefined) return refusal;
  if (order.others.includes(relative)) return 'other_root';
  if (order.followLinks) {
    const real = realpathSync(link ?? `${order.root}/${relative}`);
    if (visited.has(real)) return 'link_loop';
    visited.add(real);
  }
  return null;
}

const stack = [order.sub];
while (stack.length > 0 && !isStopped()) {
  const path = stack.pop();
  if (path === undefined) break;
  const folders = visit(path);
  for (let i = folders.length - 1; i >= 0; i--) stack.push(folders[i] ?? '');
}
flush();
post({ type: 'end', stopped: isStopped() });
