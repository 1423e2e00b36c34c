import { lstat, rm } from 'node:fs/promises';
import { AppError } from '../../base/errors.ts';
import { safeJoin } from '../../base/safe-path.ts';
import type { ContentFacts } from '../../catalogue/assets/new-asset.ts';
import { layoutPath } from '../../catalogue/layout/layout-template.ts';
import type { FileStat } from '../../catalogue/files/file-rows.ts';
import type { Database } from '../../db/database.ts';
import type { Verdict } from '../accept/accept-batch.ts';
import type { Candidate } from '../scan/diff-folder.ts';
import { copyVerified, hashFile } from './copy-verified.ts';

/** Where a file of a copying or moving import is recorded, and what is left to do once that is committed. */
export interface Placed {
  readonly rootId: string;
  readonly path: string;
  readonly stat: FileStat;
  readonly row: undefined;
  /** Absolute path of the source. */
  readonly from: string;
  finish(verdict: Verdict): Promise<void>;
}

/** Tries of `name-1`, `name-2`, … before a folder is called full of one name. */
const MOST_SUFFIXES = 10_000;

/**
 * Takes files into the managed library: copy → verify → record → (move only) remove the source.
 * Every crash point is safe: an unrecorded copy is found by the next scan, an unremoved source by the next import.
 */
export class Placer {
  readonly #db: Database;
  readonly #library: { rootId: string; path: string; template: string };
  readonly #source: { path: string; isMoved: boolean };

  constructor(
    db: Database,
    library: { rootId: string; path: string; template: string },
    source: { path: string; isMoved: boolean },
  ) {
    this.#db = db;
    this.#library = library;
    this.#source = source;
  }

  /** @throws copy_differs · disk_full · permission_denied · name_taken */
  async place(candidate: Candidate, facts: ContentFacts): Promise<Placed> {
    const from = `${this.#source.path}/${candidate.path}`;
    const there = await this.#findCopy(facts.checksum);
    const path = there ?? (await this.#copy(from, facts));
    const full = safeJoin(this.#library.path, path);
    const stats = await lstat(full);
    return {
      rootId: this.#library.rootId,
      path,
      stat: { sizeBytes: stats.size, mtimeMs: Math.floor(stats.mtimeMs), inode: String(stats.ino) },
      row: undefined,
      from,
      finish: () => this.#finish(from, full, facts.checksum),
    };
  }

  /** A recorded copy of these bytes in the library: nothing is copied twice. */
  async #findCopy(checksum: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('asset_file')
      .select('path')
      .where('root_id', '=', this.#library.rootId)
      .where('checksum', '=', checksum)
      .where('role', '=', 'original')
      .where('state', '=', 'present')
      .executeTakeFirst();
    if (!row) return undefined;
    const isThere = await lstat(safeJoin(this.#library.path, row.path)).then(
      (stats) => stats.isFile(),
      () => false,
    );
    return isThere ? row.path : undefined;
  }

  async #copy(from: string, facts: ContentFacts): Promise<string> {
    const wanted = layoutPath(this.#library.template, facts);
    for (let suffix = 0; suffix < MOST_SUFFIXES; suffix++) {
      const path = suffix === 0 ? wanted : withSuffix(wanted, suffix);
      const to = safeJoin(this.#library.path, path);
      if (await copyVerified({ from, to, checksum: facts.checksum })) return path;
      // A copy of an earlier try that was never recorded is taken over instead of made again.
      if ((await hashFile(to)) === facts.checksum) return path;
    }
    throw new AppError('name_taken', 'Too many different files want this name', { details: { wanted } });
  }

  /** A source is removed only after its copy was recorded and read back equal. */
  async #finish(from: string, copy: string, checksum: string): Promise<void> {
    if (!this.#source.isMoved || from === copy) return;
    if ((await hashFile(copy)) !== checksum || (await hashFile(from)) !== checksum) return;
    await rm(from);
  }
}

function withSuffix(path: string, suffix: number): string {
  const dot = path.lastIndexOf('.');
  const hasExtension = dot > path.lastIndexOf('/') + 1;
  return hasExtension ? `${path.slice(0, dot)}-${suffix}${path.slice(dot)}` : `${path}-${suffix}`;
}
