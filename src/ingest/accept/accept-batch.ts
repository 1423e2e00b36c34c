import { insertAssets, newAsset, replaceContent, type ContentFacts } from '../../catalogue/assets/new-asset.ts';
import { insertFiles, newFile, updateFile, type FileRow, type FileStat } from '../../catalogue/files/file-rows.ts';
import { refreshStatus } from '../../catalogue/roots/storage-roots.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { AssetTable } from '../../db/tables/asset.ts';

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
}

export type AcceptOutcome = 'imported' | 'changed' | 'moved' | 'duplicate' | 'unchanged';

export interface Verdict {
  readonly outcome: AcceptOutcome;
  readonly assetId: string;
  /** True when metadata and pictures have to be made. */
  readonly isNewContent: boolean;
  readonly message: string | null;
}

/** What the catalogue already has of the checksums of a batch; read before the transaction, because files are looked at. */
export interface KnownContent {
  readonly assetOf: Map<string, string>;
  readonly filesOf: Map<string, FileRow[]>;
}

/** Assets and originals with these checksums. */
export async function findKnownContent(db: Database, checksums: readonly string[]): Promise<KnownContent> {
  const assets = await db.selectFrom('asset').select(['id', 'checksum']).where('checksum', 'in', checksums).execute();
  const ids = assets.map((asset) => asset.id);
  const files =
    ids.length === 0
      ? []
      : await db
          .selectFrom('asset_file')
          .selectAll()
          .where('asset_id', 'in', ids)
          .where('role', '=', 'original')
          .execute();
  return {
    assetOf: new Map(assets.map((asset) => [asset.checksum, asset.id])),
    filesOf: Map.groupBy(files, (file) => file.asset_id),
  };
}

/**
 * Records files in one transaction: identity is the content, so known bytes never become a second asset.
 * `isGone` tells of a known file that it is not where it was (asked before the transaction).
 */
export async function acceptBatch(
  tx: Tx,
  batch: readonly Accepted[],
  about: { known: KnownContent; isGone: ReadonlySet<string>; nowMs: number },
): Promise<readonly Verdict[]> {
  const run = new AcceptRun(tx, about);
  const verdicts: Verdict[] = [];
  for (const file of batch) verdicts.push(await run.accept(file));
  await run.flush();
  return verdicts;
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

  constructor(tx: Tx, about: { known: KnownContent; isGone: ReadonlySet<string>; nowMs: number }) {
    this.#tx = tx;
    this.#known = about.known;
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
    const keepsAsset = others.length === 0 && row.role === 'original';
    let assetId = row.asset_id;
    if (keepsAsset) await replaceContent(this.#tx, assetId, { facts: file.facts, nowMs: this.#nowMs });
    else {
      const asset = newAsset(file.facts, this.#nowMs);
      await insertAssets(this.#tx, [asset]);
      assetId = asset.id;
    }
    await this.#update(file, row, assetId);
    const message = keepsAsset
      ? 'The file was changed; the asset has a new version'
      : 'The file was changed; copies of the old content remain';
    return { outcome: 'changed', assetId, isNewContent: true, message };
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
    const left = this.#known.filesOf
      .get(assetId)
      ?.find((known) => !this.#moved.has(known.id) && (known.state === 'missing' || this.#isGone.has(known.id)));
    if (left) {
      this.#moved.add(left.id);
      await this.#update(file, left, assetId);
      return { outcome: 'moved', assetId, isNewContent: false, message: `From ${left.path}` };
    }
    this.#addFile(file, assetId);
    this.#stale.add(assetId);
    return { outcome: 'duplicate', assetId, isNewContent: false, message: 'The same bytes are in the library' };
  }

  /** A placed file whose copy in the library has its row already: of an earlier import, or of this batch. */
  #isRecorded(file: Accepted, assetId: string): boolean {
    if (file.from === undefined) return false;
    const isSame = (row: FileRow): boolean =>
      row.root_id === file.rootId && row.path === file.path && row.state === 'present';
    return this.#files.some(isSame) || (this.#known.filesOf.get(assetId)?.some(isSame) ?? false);
  }

  async #update(file: Accepted, row: FileRow, assetId: string): Promise<void> {
    await updateFile(this.#tx, row.id, {
      assetId,
      path: file.path,
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
