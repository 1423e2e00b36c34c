import { lstat, rm } from 'node:fs/promises';
import { AppError } from '../../base/errors.ts';
import { modifiedMs } from '../../base/modified-ms.ts';
import { safeJoin } from '../../base/safe-path.ts';
import type { ContentFacts } from '../../catalogue/assets/new-asset.ts';
import type { FileRow, FileStat } from '../../catalogue/files/file-rows.ts';
import { layoutPath } from '../../catalogue/layout/layout-template.ts';
import { findRootOf } from '../../catalogue/roots/storage-roots.ts';
import type { Database } from '../../db/database.ts';
import type { ReadResult } from '../../tools/read/file-readers.ts';
import type { Candidate } from '../scan/diff-folder.ts';
import type { IngestNeeds } from '../ingest-needs.ts';
import { copyVerified, hashFile } from './copy-verified.ts';
import { placeSidecar } from './place-sidecar.ts';
import { leadOf, localInGroup, withSuffix } from './placed-names.ts';
import { PlacingDates } from './placing-dates.ts';

/** A media file that was read and is to be placed. */
export interface PlaceAsk {
  readonly candidate: Candidate;
  readonly facts: ContentFacts;
  /** As the file stood when it was read. */
  readonly read: FileStat & Pick<ReadResult, 'durationUs' | 'head'>;
}

/** Where a file is recorded, and what is left to do once that is committed. */
export interface Placed {
  readonly accepted: {
    readonly rootId: string;
    readonly path: string;
    readonly stat: FileStat;
    readonly row: undefined;
    /** Absolute path of the source. */
    readonly from: string;
    readonly leaves: FileRow | undefined;
  };
  finish(): Promise<void>;
}

export interface PlacerOptions {
  readonly library: { readonly rootId: string; readonly path: string; readonly template: string };
  /** Folder that files come from, absolute. */
  readonly from: string;
  readonly isMoved: boolean;
  /** Folder for files that are being written, on the library's volume. */
  readonly tempFolder: string;
  /** No file was taken later. */
  readonly nowMs: number;
  readonly tags: IngestNeeds['tags'];
}

/** Tries of `name-1`, `name-2`, … before a folder is called full of one name. */
const MOST_SUFFIXES = 10_000;

/**
 * Takes files into the managed library: copy → verify → record → (move only) remove the source.
 * Every crash point is safe: an unrecorded copy is taken over by the next import, as is a source that was not removed.
 */
export class Placer {
  readonly #db: Database;
  readonly #options: PlacerOptions;
  /** Contents that are on their way, so that two equal files become one copy. */
  readonly #placing = new Map<string, Promise<string>>();
  readonly #dates: PlacingDates;
  #kept = 0;

  constructor(db: Database, options: PlacerOptions) {
    this.#db = db;
    this.#options = options;
    this.#dates = new PlacingDates(options);
  }

  /** Sources of a move that could not be removed, or changed meanwhile. */
  get kept(): number {
    return this.#kept;
  }

  /** Places files of one stem: they get one folder, and one suffix where names are taken. Each by itself may fail. */
  async place(group: readonly PlaceAsk[]): Promise<(Placed | { readonly error: unknown })[]> {
    const dated = group.map(async (ask) => ({ facts: { ...ask.facts, local: await this.#dates.of(ask) } }));
    const own = await Promise.all(dated);
    const lead = leadOf(own);
    const wanted = own.map(({ facts }) =>
      layoutPath(this.#options.library.template, {
        ...facts,
        local: localInGroup(facts.local, lead?.local ?? null),
        camera: lead?.camera ?? null,
      }),
    );
    const suffix = group.length > 1 ? await this.#freeSuffix(group, wanted) : 0;
    const results: (Placed | { error: unknown })[] = [];
    for (const [index, ask] of group.entries()) {
      try {
        results.push(await this.#placeOne(ask, { wanted: wanted[index] ?? '', suffix }));
      } catch (error) {
        results.push({ error });
      }
    }
    return results;
  }

  /**
   * Puts a sidecar beside its placed media file, under the matching name.
   * @returns its path below the library, undefined when another sidecar has the name
   */
  async placeSidecar(sidecar: {
    path: string;
    checksum: string;
    ownerName: string;
    ownerPath: string;
  }): Promise<{ path: string; stat: FileStat } | undefined> {
    const { library, from, tempFolder } = this.#options;
    const source = `${from}/${sidecar.path}`;
    const path = await placeSidecar({ ...sidecar, from: source, library: library.path, tempFolder });
    return path === undefined ? undefined : { path, stat: await statOf(safeJoin(library.path, path)) };
  }

  /** A source of a move goes once its copy is recorded, and only if it is still what was read. */
  async release(path: string, read: FileStat): Promise<void> {
    const { isMoved, from, library } = this.#options;
    const source = `${from}/${path}`;
    if (!isMoved || source.startsWith(`${library.path}/`)) return;
    try {
      const now = await statOf(source);
      if (now.sizeBytes !== read.sizeBytes || now.mtimeMs !== read.mtimeMs || now.inode !== read.inode) this.#kept += 1;
      else await rm(source);
    } catch {
      this.#kept += 1;
    }
  }

  async #placeOne(ask: PlaceAsk, name: { wanted: string; suffix: number }): Promise<Placed> {
    const { library, from, isMoved } = this.#options;
    const { candidate, facts, read } = ask;
    const source = `${from}/${candidate.path}`;
    const own = await this.#ownCopy(facts, name);
    const placing =
      own === undefined
        ? (this.#placing.get(facts.checksum) ?? this.#findOrCopy(source, facts, name))
        : Promise.resolve(own);
    this.#placing.set(facts.checksum, placing);
    try {
      const path = await placing;
      const stat = await statOf(safeJoin(library.path, path));
      const leaves = isMoved ? await this.#rowOfSource(source) : undefined;
      return {
        accepted: { rootId: library.rootId, path, stat, row: undefined, from: source, leaves },
        finish: async () => {
          this.#placing.delete(facts.checksum);
          await this.release(candidate.path, read);
        },
      };
    } catch (error) {
      this.#placing.delete(facts.checksum);
      throw error;
    }
  }

  /** A copy under this file's own name that a killed import left without recording it: it is taken over, never left behind. */
  async #ownCopy(facts: ContentFacts, name: { wanted: string; suffix: number }): Promise<string | undefined> {
    const path = withSuffix(name.wanted, name.suffix);
    const isThere = await lstat(safeJoin(this.#options.library.path, path)).then(
      () => true,
      () => false,
    );
    return isThere && !(await this.#isOthers(path, facts)) ? path : undefined;
  }

  async #findOrCopy(source: string, facts: ContentFacts, name: { wanted: string; suffix: number }): Promise<string> {
    const there = await this.#findCopy(facts.checksum);
    if (there !== undefined) return there;
    const { library, tempFolder } = this.#options;
    for (let suffix = name.suffix; suffix < MOST_SUFFIXES; suffix++) {
      const path = withSuffix(name.wanted, suffix);
      if (await this.#isOthers(path, facts)) continue;
      const to = safeJoin(library.path, path);
      if (await copyVerified({ from: source, to, checksum: facts.checksum, tempFolder })) return path;
      if (!(await this.#isOthers(path, facts))) return path;
    }
    throw new AppError('name_taken', 'Too many different files want this name');
  }

  /** The first suffix under which no name of the group belongs to something else. */
  async #freeSuffix(group: readonly PlaceAsk[], wanted: readonly string[]): Promise<number> {
    for (let suffix = 0; suffix < MOST_SUFFIXES; suffix++) {
      let isFree = true;
      for (const [index, { facts }] of group.entries())
        isFree &&= !(await this.#isOthers(withSuffix(wanted[index] ?? '', suffix), facts));
      if (isFree) return suffix;
    }
    return 0;
  }

  /** The path holds, or belongs to, a file with other bytes. A copy of an earlier try that was never recorded does not. */
  async #isOthers(path: string, facts: ContentFacts): Promise<boolean> {
    const { library } = this.#options;
    const row = await this.#db
      .selectFrom('asset_file')
      .select('checksum')
      .where('root_id', '=', library.rootId)
      .where('path', '=', path)
      .executeTakeFirst();
    if (row && row.checksum !== facts.checksum) return true;
    // What a row says of a file is not enough: the file may be damaged, and a source may be removed for it.
    const full = safeJoin(library.path, path);
    const stats = await lstat(full).catch(() => undefined);
    if (!stats) return false;
    return !stats.isFile() || stats.size !== facts.sizeBytes || (await hashFile(full)) !== facts.checksum;
  }

  /** A recorded copy of these bytes in the library: nothing is copied twice. Before a move it is read back. */
  async #findCopy(checksum: string): Promise<string | undefined> {
    const { library, isMoved } = this.#options;
    const rows = await this.#db
      .selectFrom('asset_file')
      .select(['path', 'size_bytes'])
      .where('checksum', '=', checksum)
      .where('root_id', '=', library.rootId)
      .where('role', '=', 'original')
      .where('state', '=', 'present')
      .limit(10)
      .execute();
    for (const row of rows) {
      const full = safeJoin(library.path, row.path);
      const stats = await lstat(full).catch(() => undefined);
      if (stats?.isFile() !== true || stats.size !== row.size_bytes) continue;
      if (!isMoved || (await hashFile(full)) === checksum) return row.path;
    }
    return undefined;
  }

  async #rowOfSource(source: string): Promise<FileRow | undefined> {
    const root = await findRootOf(this.#db, source);
    if (!root) return undefined;
    return await this.#db
      .selectFrom('asset_file')
      .selectAll()
      .where('root_id', '=', root.id)
      .where('path', '=', source.slice(root.path.length + 1))
      .executeTakeFirst();
  }
}

async function statOf(path: string): Promise<FileStat> {
  const stats = await lstat(path);
  return { sizeBytes: stats.size, mtimeMs: modifiedMs(stats), inode: String(stats.ino) };
}
