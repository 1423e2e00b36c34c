import { lstatSync, readdirSync, realpathSync, statSync, type Dirent, type Stats } from 'node:fs';
import { toAppError } from '../../base/errors.ts';
import { modifiedMs } from '../../base/modified-ms.ts';
import { FolderDigest, type WalkedFile } from './folder-digest.ts';
import type { FolderReport, Skip } from './folder-report.ts';
import type { WalkOrder } from './walk-order.ts';
import { walkRules } from './walk-rules.ts';

/** Files of one report; a larger folder comes in parts. */
const PART_FILES = 5_000;
/** Longest path below a root, bytes: more does not fit into an index of PostgreSQL, which any library may move to. */
const MAX_PATH_BYTES = 2_000;

/** A folder of the walk: what is reported of it, and the folders to enter next. */
export interface Look {
  readonly parts: readonly FolderReport[];
  /** Relative to the root, in the order of entering. */
  readonly folders: readonly string[];
}

type Entry = { file: WalkedFile } | { folder: true } | { skip: string; type: Skip['type']; isError?: boolean };

/** Looks into folders one by one: rules, links, stats, digest. For a thread: everything is synchronous. */
export class FolderLooker {
  readonly #order: WalkOrder;
  readonly #rules: ReturnType<typeof walkRules>;
  readonly #known: ReadonlyMap<string, string>;
  /** Folders that are not entered, with the reason. */
  readonly #closed: ReadonlyMap<string, string>;
  /** Real paths of entered folders; only where links are followed. */
  readonly #visited = new Set<string>();

  constructor(order: WalkOrder) {
    this.#order = order;
    this.#rules = walkRules(order.ignore);
    this.#known = new Map(order.known);
    const others = order.others.map((path) => [path, 'other_root'] as const);
    this.#closed = new Map([...others, ...order.own.map((path) => [path, 'own_folder'] as const)]);
    if (order.followLinks) this.#visited.add(realOrSame(this.#full(order.sub)));
  }

  look(path: string): Look {
    let entries: Dirent[];
    try {
      entries = readdirSync(this.#full(path), { withFileTypes: true });
    } catch (error) {
      return { parts: [refused(path, { ...unreadable(path, error), isError: true })], folders: [] };
    }
    if (path !== '' && entries.some((entry) => entry.name === '.nomedia')) {
      return {
        parts: [refused(path, { code: 'nomedia', message: 'It holds a .nomedia', isError: false })],
        folders: [],
      };
    }
    const { only } = this.#order;
    if (only !== null) entries = entries.filter((entry) => entry.name === only && !entry.isDirectory());
    return this.#list(path, entries.sort(byNameDescending));
  }

  /** Entries below these folders, by their names alone: an estimate, good enough for a progress bar. */
  countBelow(folders: readonly string[], isStopped: () => boolean): number {
    const stack = [...folders];
    let count = 0;
    while (stack.length > 0 && !isStopped()) {
      const path = stack.pop() ?? '';
      const prefix = path === '' ? '' : `${path}/`;
      for (const entry of readNames(this.#full(path))) {
        const isFolder = entry.isDirectory() && this.#refuseFolder(entry.name, prefix + entry.name) === undefined;
        if (isFolder) stack.push(prefix + entry.name);
        else count += 1;
      }
    }
    return count;
  }

  #full(path: string): string {
    return path === '' ? this.#order.root : `${this.#order.root}/${path}`;
  }

  #list(path: string, entries: readonly Dirent[]): Look {
    const prefix = path === '' ? '' : `${path}/`;
    const folders: string[] = [];
    const files: WalkedFile[] = [];
    const skipped: Skip[] = [];
    const digest = new FolderDigest();
    let alike = { name: '', count: 0 };
    for (const entry of entries) {
      // Of names that are no text, several come as one: each is told, and none is looked at in place of another.
      alike = { name: entry.name, count: entry.name === alike.name ? alike.count + 1 : 1 };
      if (alike.count > 1) {
        skipped.push(unreadableTwin(entry, alike.count));
        digest.addName(entry.name);
        continue;
      }
      const found = this.#lookAt(entry, prefix + entry.name);
      if ('file' in found) {
        files.push(found.file);
        digest.addFile(found.file);
      } else if ('folder' in found) folders.push(prefix + entry.name);
      else {
        skipped.push({ name: entry.name, code: found.skip, type: found.type, isError: found.isError === true });
        digest.addName(entry.name);
      }
    }
    // A part of a folder says nothing about the whole: its digest is not to be remembered.
    const text = this.#order.only === null ? digest.toString() : null;
    const isSame = text !== null && this.#known.get(path) === text;
    const base = { path, digest: text, isSame, refusal: null };
    if (isSame || files.length <= PART_FILES) {
      const report: FolderReport = { ...base, count: files.length, files: isSame ? [] : files, skipped, part: 'whole' };
      return { parts: [report], folders };
    }
    return { parts: partsOf(base, files, skipped), folders };
  }

  #lookAt(entry: Dirent, relative: string): Entry {
    const isLink = entry.isSymbolicLink();
    if (isLink && !this.#order.followLinks) return { skip: 'symbolic_link', type: 'unknown' };
    if (relative.length * 3 > MAX_PATH_BYTES && Buffer.byteLength(relative) > MAX_PATH_BYTES)
      return { skip: 'path_too_long', type: entry.isDirectory() ? 'folder' : 'file', isError: true };
    const full = this.#full(relative);
    let stats: Stats;
    try {
      if (!isLink && entry.isDirectory()) return this.#enter(entry.name, relative, full);
      stats = isLink ? statSync(full) : lstatSync(full);
      if (stats.isDirectory()) return this.#enter(entry.name, relative, full);
    } catch (error) {
      const { code } = unreadable(entry.name, error);
      // what went away meanwhile is nobody's loss
      return { skip: code, type: 'unknown', isError: code !== 'file_missing' };
    }
    if (!stats.isFile()) return { skip: 'not_a_file', type: 'file' };
    const refusal = this.#rules.file(entry.name, relative);
    if (refusal !== undefined) return { skip: refusal, type: 'file' };
    return {
      file: {
        name: entry.name,
        sizeBytes: stats.size,
        mtimeMs: modifiedMs(stats),
        inode: String(stats.ino),
      },
    };
  }

  #enter(name: string, relative: string, full: string): Entry {
    const refusal = this.#refuseFolder(name, relative);
    if (refusal !== undefined) return { skip: refusal, type: 'folder' };
    if (this.#order.followLinks) {
      const real = realpathSync(full);
      if (this.#visited.has(real)) return { skip: 'link_loop', type: 'folder' };
      this.#visited.add(real);
    }
    return { folder: true };
  }

  #refuseFolder(name: string, relative: string): string | undefined {
    return this.#rules.folder(name, relative) ?? this.#closed.get(relative);
  }
}

function unreadableTwin(entry: Dirent, count: number): Skip {
  const type = entry.isDirectory() ? 'folder' : 'file';
  return { name: `${entry.name} (${count})`, code: 'name_not_utf8', type, isError: true };
}

/** Newest names first, so that the first screen (newest pictures) is met early. */
function byNameDescending(a: Dirent, b: Dirent): number {
  return a.name < b.name ? 1 : -1;
}

function refused(path: string, refusal: NonNullable<FolderReport['refusal']>): FolderReport {
  return { path, digest: null, isSame: false, count: 0, files: [], skipped: [], part: 'whole', refusal };
}

function partsOf(
  base: Pick<FolderReport, 'path' | 'digest' | 'isSame' | 'refusal'>,
  files: readonly WalkedFile[],
  skipped: readonly Skip[],
): FolderReport[] {
  const parts: FolderReport[] = [];
  for (let at = 0; at < files.length; at += PART_FILES) {
    const slice = files.slice(at, at + PART_FILES);
    const isLast = at + PART_FILES >= files.length;
    parts.push({
      ...base,
      count: slice.length,
      files: slice,
      skipped: isLast ? skipped : [],
      part: at === 0 ? 'first' : isLast ? 'last' : 'middle',
    });
  }
  return parts;
}

/** Bytes of a name that are no text come as U+FFFD, by which nothing is found again. */
function unreadable(path: string, error: unknown): { readonly code: string; readonly message: string } {
  const { code, message } = toAppError(error);
  if (code !== 'file_missing' || !path.includes('\uFFFD')) return { code, message };
  return { code: 'name_not_utf8', message: 'The name is in an older encoding, not in UTF-8' };
}

/** A folder that is away is reported by the look into it. */
function realOrSame(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function readNames(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}
