import { stat } from 'node:fs/promises';
import { safeJoin } from '../../base/safe-path.ts';
import {
  filesAmong,
  filesOfFolder,
  lyingInFolder,
  setFileState,
  type FileRow,
} from '../../catalogue/files/file-rows.ts';
import { refreshStatus } from '../../catalogue/roots/storage-roots.ts';
import { inTransaction } from '../../db/transaction.ts';
import { append } from '../../events/append.ts';
import { entriesOf, type FolderReport } from '../../tools/walk/folder-report.ts';
import type { IngestNeeds } from '../ingest-needs.ts';
import type { ImportLog, LogLine } from '../session/import-log.ts';
import { diffFolder, type Candidate } from './diff-folder.ts';
import type { FolderLedger } from './folder-ledger.ts';
import { judgeSkip } from './judge-skip.ts';
import { openFolder, type OpenFolder } from './open-folder.ts';

/** Where a known file lay, and by what it is told. */
type KnownPlace = Pick<FileRow, 'id' | 'path' | 'size_bytes' | 'inode'>;

interface VisitParts {
  readonly ledger: FolderLedger;
  readonly log: ImportLog;
  /** Takes files that have to be read; resolves when there is room for more. */
  take(candidates: readonly Candidate[], folder: OpenFolder): Promise<void>;
  /** One of the folder's `pending` is done. */
  close(folder: OpenFolder): Promise<void>;
}

/** Compares each folder that the walk meets with the catalogue: passed over, logged, welcomed back, or read. */
export class FolderVisitor {
  readonly #needs: Pick<IngestNeeds, 'db' | 'clock'>;
  /** Null where files are placed elsewhere: every file is read, nothing is known by its path. */
  readonly #rootId: string | null;
  readonly #isWhole: boolean;
  /** The folder that is walked, absolute. */
  readonly #from: string;
  readonly #parts: VisitParts;
  /** Very large folders of which more is to come, and the names met so far. */
  readonly #large = new Map<string, { folder: OpenFolder; names: Set<string> }>();

  /** `isWhole`: false when only one file of a folder is looked at, so that nothing can be called gone. */
  constructor(
    needs: Pick<IngestNeeds, 'db' | 'clock'>,
    about: { rootId: string | null; isWhole: boolean; from: string },
    parts: VisitParts,
  ) {
    this.#needs = needs;
    this.#rootId = about.rootId;
    this.#isWhole = about.isWhole;
    this.#from = about.from;
    this.#parts = parts;
  }

  async visit(report: FolderReport): Promise<void> {
    const { ledger, log } = this.#parts;
    ledger.visit(report);
    log.addMet(entriesOf(report));
    const own = `${report.path === '' ? '.' : report.path}/`;
    if (report.refusal) {
      const { code, message, isError } = report.refusal;
      log.add({ path: own, outcome: isError ? 'error' : 'skipped', code, message });
      return;
    }
    if (log.earlier.hasFolder(own))
      log.add({ path: own, outcome: 'unchanged', message: 'The folder can be read again' });
    const prefix = report.path === '' ? '' : `${report.path}/`;
    for (const { name, code, type, isError } of report.skipped) {
      const path = type === 'folder' ? `${prefix}${name}/` : prefix + name;
      log.add({ path, outcome: isError ? 'error' : 'skipped', code });
    }
    if (report.isSame) this.#passOver(report, prefix);
    else await this.#compare(report, prefix);
  }

  /** Nothing of the folder changed. What was skipped after reading is said again, without reading. */
  #passOver(report: FolderReport, prefix: string): void {
    const { ledger, log } = this.#parts;
    const earlier = log.earlier.countIn(report.path);
    if (earlier > 0) {
      const skips = report.skipped.filter((skip) => skip.type !== 'folder').length;
      log.addUnchanged(report.count + skips - earlier);
      return;
    }
    const skips = ledger.skipsOf(report.path);
    for (const [name, code] of skips) log.add({ path: prefix + name, ...judgeSkip(name, code) });
    log.addUnchanged(report.count - skips.length);
  }

  async #compare(report: FolderReport, prefix: string): Promise<void> {
    const { log } = this.#parts;
    const folder = this.#open(report);
    const paths = report.files.map((file) => prefix + file.name);
    const known = await this.#known(report, paths);
    const diff = diffFolder(report, known);
    const again = log.earlier.countIn(report.path) === 0 ? 0 : (await log.earlier.among(diff.unchanged)).size;
    log.addUnchanged(diff.unchanged.length - again);
    if (this.#isWhole && this.#rootId !== null) await this.#findGone(report, { paths, known });
    if (diff.returned.length > 0) await this.#welcomeBack(diff.returned);
    folder.count += report.count;
    folder.pending += diff.candidates.length;
    await this.#parts.take(diff.candidates, folder);
    if (report.part !== 'whole' && report.part !== 'last') return;
    this.#large.delete(report.path);
    await this.#parts.close(folder);
  }

  #open(report: FolderReport): OpenFolder {
    const large = this.#large.get(report.path);
    if (large) return large.folder;
    const folder = openFolder(report.path, report.digest);
    if (report.part === 'first') this.#large.set(report.path, { folder, names: new Set() });
    return folder;
  }

  async #known(report: FolderReport, paths: readonly string[]): Promise<Map<string, FileRow>> {
    if (this.#rootId === null) return new Map();
    if (report.part === 'whole') return await filesOfFolder(this.#needs.db, this.#rootId, report.path);
    return await filesAmong(this.#needs.db, this.#rootId, paths);
  }

  async #findGone(
    report: FolderReport,
    met: { paths: readonly string[]; known: ReadonlyMap<string, FileRow> },
  ): Promise<void> {
    const { ledger } = this.#parts;
    const prefix = report.path === '' ? '' : `${report.path}/`;
    const there = this.#large.get(report.path)?.names ?? new Set<string>();
    for (const path of met.paths) there.add(path);
    const links = new Set<string>();
    for (const { name, code } of report.skipped) {
      if (code === 'symbolic_link') links.add(prefix + name);
      else if (code !== 'not_a_file') there.add(prefix + name);
    }
    const addGone = async (rows: readonly KnownPlace[]): Promise<void> => {
      for (const row of rows) {
        const isThere = there.has(row.path) || (links.has(row.path) && (await this.#isBehindLink(row)));
        if (!isThere) ledger.addGone([row]);
      }
    };
    if (report.part === 'whole') {
      await addGone([...met.known.values()].filter((row) => row.state === 'present' || row.state === 'replaced'));
    } else if (report.part === 'last') {
      for await (const page of lyingInFolder(this.#needs.db, this.#rootId ?? '', report.path)) await addGone(page);
    }
  }

  /** A link that is not followed any more leads to the file that was recorded; one that a tool put in its place does not. */
  async #isBehindLink(row: KnownPlace): Promise<boolean> {
    const stats = await stat(safeJoin(this.#from, row.path)).catch(() => undefined);
    return stats?.size === row.size_bytes && String(stats.ino) === row.inode;
  }

  async #welcomeBack(rows: readonly FileRow[]): Promise<void> {
    const { log } = this.#parts;
    const lines: LogLine[] = rows.map((row) => ({
      path: row.path,
      outcome: 'unchanged',
      assetId: row.asset_id,
      message: 'It is there again',
    }));
    const nowMs = this.#needs.clock.now();
    const written = await inTransaction(this.#needs.db, async (tx) => {
      const ids = rows.map((row) => row.id);
      const assets = await setFileState(tx, ids, 'present');
      await refreshStatus(tx, assets);
      await append(
        tx,
        assets.map((assetId) => ({ type: 'asset.returned', version: 1, subject: assetId, data: {} })),
        nowMs,
      );
      return await log.write(tx, lines, nowMs);
    });
    log.addWritten(written);
  }
}
