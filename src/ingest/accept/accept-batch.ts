import {
  type ContentFacts,
  insertAssets,
  newAsset,
  replaceContent,
  setMismatch,
} from '../../catalogue/assets/new-asset.ts';
import {
  filesAmong,
  insertFiles,
  newFile,
  updateFile,
  type FileRow,
  type FileStat,
} from '../../catalogue/files/file-rows.ts';
import { refreshStatus } from '../../catalogue/roots/storage-roots.ts';
import type { Tx } from '../../db/database.ts';
import type { AssetTable } from '../../db/tables/asset.ts';
import { findKnownContent, type KnownContent } from './known-content.ts';

/** A file that was read and is to be recorded. */
export interface Accepted {
  readonly rootId: string;
  /** Relative to the root it is recorded under. */
  readonly path: string;
  /** What the catalogue knew of this path. */
  readonly row: FileRow | undefined;
  readonly stat: FileStat;
  readonly facts: ContentFacts;
  /** Where it lay before it was placed into the managed library, absolute. */
  readonly from?: string | undefined;
  /** What the catalogue knows of that place, when the file leaves it. */
  readonly leaves?: FileRow | undefined;
}

/** What became of a file that was taken in. */
export type AcceptOutcome = 'imported' | 'changed' | 'moved' | 'duplicate' | 'unchanged';

/** How one file was taken in. */
export interface Verdict {
  readonly outcome: AcceptOutcome;
  readonly assetId: string;
  /** True when metadata and pictures have to be made. */
  readonly isNewContent: boolean;
  readonly message: string | null;
}

/**
 * Records files in one transaction: identity is the content, so known bytes never become a second asset.
 * `isGone` tells of known files that they are not where they were (looked at before the transaction).
 */
export async function acceptBatch(
  tx: Tx,
  batch: readonly Accepted[],
  about: { isGone: ReadonlySet<string>; nowMs: number },
): Promise<readonly Verdict[]> {
  const known = await findKnownContent(tx, batch);
  const run = new AcceptRun(tx, { ...about, known, placedRows: await rowsOfPlaced(tx, batch) });
  const verdicts = new Map<Accepted, Verdict>();
  // New paths first: a file that was renamed and replaced in one go keeps its asset, the replacement gets a new one.
  for (const file of batch.toSorted((a, b) => Number(a.row !== undefined) - Number(b.row !== undefined)))
    verdicts.set(file, await run.accept(file));
  await run.flush();
  return batch.flatMap((file) => verdicts.get(file) ?? []);
}

interface AcceptContext {
  readonly known: KnownContent;
  readonly placedRows: ReadonlyMap<string, FileRow>;
  readonly isGone: ReadonlySet<string>;
  readonly nowMs: number;
}

/** By path; all placed files of a batch lie in the managed library. */
async function rowsOfPlaced(tx: Tx, batch: readonly Accepted[]): Promise<Map<string, FileRow>> {
  const placed = batch.filter((file) => file.from !== undefined);
  const paths = placed.map((file) => file.path);
  return placed[0] ? await filesAmong(tx, placed[0].rootId, paths) : new Map<string, FileRow>();
}

class AcceptRun {
  readonly #tx: Tx;
  readonly #known: KnownContent;
  readonly #isGone: ReadonlySet<string>;
  readonly #nowMs: number;
  readonly #assets: AssetTable[] = [];
  readonly #files: FileRow[] = [];
  readonly #stale = new Set<string>();
  /** Rows of the catalogue that were given to another path in this batch. */
  readonly #moved = new Set<string>();
  /** Rows at the places of placed files, and places that this batch added. */
  readonly #placedRows: ReadonlyMap<string, FileRow>;
  readonly #added = new Set<string>();

  constructor(tx: Tx, about: AcceptContext) {
    this.#tx = tx;
    this.#known = about.known;
    this.#placedRows = about.placedRows;
    this.#isGone = about.isGone;
    this.#nowMs = about.nowMs;
  }

  async accept(file: Accepted): Promise<Verdict> {
    const assetId = this.#known.assetOf.get(file.facts.checksum);
    if (assetId !== undefined) return this.#acceptKnown(file, assetId);
    const verdict = file.row === undefined ? this.#addAsset(file) : await this.#acceptChange(file, file.row);
    this.#known.assetOf.set(file.facts.checksum, verdict.assetId);
    return verdict;
  }

  async flush(): Promise<void> {
    await insertAssets(this.#tx, this.#assets);
    await insertFiles(this.#tx, this.#files);
    await refreshStatus(this.#tx, [...this.#stale]);
  }

  #addAsset(file: Accepted): Verdict {
    const asset = newAsset(file.facts, this.#nowMs);
    this.#assets.push(asset);
    this.#addFile(file, asset.id);
    return { outcome: 'imported', assetId: asset.id, isNewContent: true, message: null };
  }

  #addFile(file: Accepted, assetId: string): void {
    const row = newFile(
      {
        assetId,
        rootId: file.rootId,
        path: file.path,
        role: 'original',
        checksum: file.facts.checksum,
        stat: file.stat,
      },
      this.#nowMs,
    );
    this.#files.push(file.from === undefined ? row : { ...row, original_path: file.from });
    this.#added.add(file.path);
  }

  /** A known path has bytes that no asset has: a new version, or a new asset when copies of the old bytes remain. */
  async #acceptChange(file: Accepted, row: FileRow): Promise<Verdict> {
    await this.flushPending();
    const others = await this.#tx
      .selectFrom('asset_file')
      .select('id')
      .where('asset_id', '=', row.asset_id)
      .where('role', '=', 'original')
      .where('state', '=', 'present')
      .where('id', '!=', row.id)
      .limit(1)
      .execute();
    // What came to a path whose file was gone is something else; what changed where it lay is a new version.
    const keepsAsset = others.length === 0 && row.role === 'original' && row.state !== 'missing';
    let assetId = row.asset_id;
    if (keepsAsset) {
      this.#known.assetOf.delete(await replaceContent(this.#tx, assetId, { facts: file.facts, nowMs: this.#nowMs }));
    } else {
      const asset = newAsset(file.facts, this.#nowMs);
      await insertAssets(this.#tx, [asset]);
      assetId = asset.id;
    }
    await this.#update(file, row, assetId);
    if (keepsAsset) return changed(assetId, 'The file was changed; the asset has a new version');
    if (others.length > 0) return changed(assetId, 'The file was changed; copies of the old content remain');
    return { outcome: 'imported', assetId, isNewContent: true, message: 'Another file was at this path before' };
  }

  async #acceptKnown(file: Accepted, assetId: string): Promise<Verdict> {
    if (file.row !== undefined) {
      await this.flushPending();
      await this.#update(file, file.row, assetId);
      if (file.row.asset_id === assetId) {
        const back = file.row.state === 'present' ? 'Touched, the bytes are the same' : 'It is there again';
        return { outcome: 'unchanged', assetId, isNewContent: false, message: back };
      }
      return {
        outcome: 'duplicate',
        assetId,
        isNewContent: false,
        message: 'The file was replaced by a copy of a known one',
      };
    }
    if (this.#isRecorded(file, assetId)) {
      return { outcome: 'duplicate', assetId, isNewContent: false, message: `The library has it as ${file.path}` };
    }
    const left = this.#findLeft(file, assetId);
    if (left) {
      this.#moved.add(left.id);
      await this.#update(file, left, assetId);
      await this.#noteExtension(file, assetId);
      return { outcome: 'moved', assetId, isNewContent: false, message: `From ${left.path}` };
    }
    this.#addFile(file, assetId);
    this.#stale.add(assetId);
    await this.#noteExtension(file, assetId);
    return { outcome: 'duplicate', assetId, isNewContent: false, message: 'The same bytes are in the library' };
  }

  /** A copy with a wrong extension is noted; a better name of the only file takes the note back. */
  async #noteExtension({ facts: { mismatch } }: Accepted, assetId: string): Promise<void> {
    const isOnly = this.#known.filesOf.get(assetId)?.length === 1;
    if (mismatch === (this.#known.mismatchOf.get(assetId) ?? null) || (mismatch === null && !isOnly)) return;
    await this.flushPending();
    await setMismatch(this.#tx, assetId, mismatch);
  }

  /** The row that this file was recorded by before it was moved here. */
  #findLeft(file: Accepted, assetId: string): FileRow | undefined {
    const rows = this.#known.filesOf.get(assetId) ?? [];
    const isOfAsset = (row: FileRow | undefined): row is FileRow => row?.asset_id === assetId;
    const known = [this.#placedRows.get(file.path), file.leaves].find(isOfAsset);
    const left = known ?? rows.find((row) => !this.#moved.has(row.id) && this.#isAway(row));
    return left && !this.#moved.has(left.id) ? left : undefined;
  }

  #isAway(row: FileRow): boolean {
    return row.state === 'missing' || this.#isGone.has(row.id);
  }

  /** A placed file whose copy in the library has its row already: of an earlier import, or of this batch. */
  #isRecorded(file: Accepted, assetId: string): boolean {
    if (file.from === undefined) return false;
    const row = this.#placedRows.get(file.path);
    return this.#added.has(file.path) || (row?.state === 'present' && row.asset_id === assetId);
  }

  async #update(file: Accepted, row: FileRow, assetId: string): Promise<void> {
    await updateFile(this.#tx, row.id, {
      assetId,
      rootId: file.rootId,
      path: file.path,
      role: 'original',
      checksum: file.facts.checksum,
      stat: file.stat,
      verifiedAtMs: this.#nowMs,
    });
    this.#stale.add(row.asset_id);
    this.#stale.add(assetId);
  }

  /** Inserts wait to be many at once; a statement that refers to them needs them written. */
  async flushPending(): Promise<void> {
    await insertAssets(this.#tx, this.#assets.splice(0));
    await insertFiles(this.#tx, this.#files.splice(0));
  }
}

function changed(assetId: string, message: string): Verdict {
  return { outcome: 'changed', assetId, isNewContent: true, message };
}
