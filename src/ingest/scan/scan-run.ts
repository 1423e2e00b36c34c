import { AppError, hasCode, toAppError } from '../../base/errors.ts';
import { filesOfFolder, setFileState, type FileRow } from '../../catalogue/files/file-rows.ts';
import { refreshStatus } from '../../catalogue/roots/storage-roots.ts';
import { inTransaction } from '../../db/transaction.ts';
import { append } from '../../events/append.ts';
import { formatById } from '../../formats/format-of.ts';
import type { FileReaders, ReadResult } from '../../tools/read/file-readers.ts';
import { walkFolder, type FolderReport } from '../../tools/walk/walk-folder.ts';
import { attachSidecars } from '../accept/attach-sidecars.ts';
import type { Committer } from '../accept/committer.ts';
import { contentFacts } from '../accept/content-facts.ts';
import type { IngestNeeds, IngestSettings } from '../ingest-needs.ts';
import type { Placer } from '../place/placer.ts';
import type { ImportLog, LogLine } from '../session/import-log.ts';
import { diffFolder, type Candidate } from './diff-folder.ts';
import type { FolderLedger, OpenFolder } from './folder-ledger.ts';
import { Gate } from './gate.ts';
import { waitUntilSettled } from './settle.ts';

export interface ScanPlan {
  readonly sessionId: string;
  /** Root that the files are recorded under. */
  readonly rootId: string;
  /** Folder that is walked, absolute, and where below it to begin. */
  readonly from: string;
  readonly sub: string;
  /** Only this file of that folder; null = all. */
  readonly only: string | null;
  /** Folders below `from` that are storage roots of their own. */
  readonly others: readonly string[];
  /** Folder → digest of the last scan; empty where every file is to be read. */
  readonly known: ReadonlyMap<string, string>;
}

export interface ScanParts {
  readonly readers: FileReaders;
  readonly committer: Committer;
  readonly ledger: FolderLedger;
  readonly log: ImportLog;
  /** Set for imports that copy or move into the managed library. */
  readonly placer: Placer | undefined;
}

/** Files on their way at once: enough to keep every reader busy, few enough to keep memory flat. */
const FILES_AHEAD = 64;

/** One scan of a folder: walk → compare → read → record. Everything it has recorded stays, whenever it ends. */
export class ScanRun {
  readonly #needs: IngestNeeds;
  readonly #settings: IngestSettings;
  readonly #plan: ScanPlan;
  readonly #parts: ScanParts;
  readonly #signal: AbortSignal;
  readonly #gate = new Gate(FILES_AHEAD);
  #lines: LogLine[] = [];

  constructor(
    needs: IngestNeeds,
    about: { settings: IngestSettings; plan: ScanPlan; parts: ScanParts },
    signal: AbortSignal,
  ) {
    this.#needs = needs;
    this.#settings = about.settings;
    this.#plan = about.plan;
    this.#parts = about.parts;
    this.#signal = signal;
  }

  /** @throws cancelled, and whatever ends a scan as a whole (disk_full, walk_failed, …) */
  async run(onProgress: (done: number, total: number) => void): Promise<void> {
    const { log } = this.#parts;
    const { ignore, followLinks } = this.#settings;
    const { from: root, sub, only, others, known } = this.#plan;
    for await (const reports of walkFolder({ root, sub, only, others, known, ignore, followLinks }, this.#signal)) {
      for (const report of reports) await this.#visit(report);
      await this.#save();
      onProgress(log.done, log.found);
      this.#stopIfAsked();
    }
    this.#stopIfAsked();
    log.endWalk();
    const ticker = setInterval(() => onProgress(log.done, log.found), 1_000);
    try {
      await this.#gate.drained();
    } finally {
      clearInterval(ticker);
    }
    await this.#parts.committer.flush();
    this.#stopIfAsked();
    await this.#save();
    onProgress(log.done, log.found);
  }

  #stopIfAsked(): void {
    if (this.#parts.committer.failure !== undefined) throw this.#parts.committer.failure;
    if (this.#signal.aborted) throw new AppError('cancelled', 'The import was stopped; what is done stays');
  }

  async #save(): Promise<void> {
    const lines = this.#lines.splice(0);
    await inTransaction(this.#needs.db, async (tx) => {
      await this.#parts.log.write(tx, lines, this.#needs.clock.now());
      await this.#parts.ledger.save(tx);
      this.#parts.log.addWritten(lines);
      await this.#parts.log.save(tx);
    });
  }

  async #visit(report: FolderReport): Promise<void> {
    const { ledger, log } = this.#parts;
    ledger.visit(report);
    log.addFound(report.count + report.skipped.length);
    if (report.error) {
      log.addFound(1);
      this.#lines.push({ path: report.path === '' ? '.' : report.path, outcome: 'error', ...report.error });
      return;
    }
    if (log.wasLogged(report.path))
      this.#lines.push({ path: report.path, outcome: 'unchanged', message: 'The folder can be read again' });
    if (ledger.isSame(report)) {
      log.addUnchanged(report.count);
      return;
    }
    await this.#compare(report);
  }

  async #compare(report: FolderReport): Promise<void> {
    const { ledger, log, placer } = this.#parts;
    const prefix = report.path === '' ? '' : `${report.path}/`;
    for (const skip of report.skipped) {
      this.#lines.push({
        path: skip.name === '' ? report.path : prefix + skip.name,
        outcome: 'skipped',
        code: skip.code,
      });
    }
    const known = placer
      ? new Map<string, FileRow>()
      : await filesOfFolder(this.#needs.db, this.#plan.rootId, report.path);
    const diff = diffFolder(report, known);
    const again = report.files.filter((file) => log.wasLogged(prefix + file.name)).length;
    log.addUnchanged(Math.max(0, diff.unchanged - again));
    if (this.#plan.only === null) ledger.addGone(diff.gone);
    if (diff.returned.length > 0) await this.#welcomeBack(diff.returned);
    const folder: OpenFolder = {
      path: report.path,
      digest: report.digest ?? '',
      count: report.count,
      pending: diff.candidates.length,
      isClean: report.digest !== null,
      sidecars: [],
    };
    if (folder.pending === 0) ledger.finish(folder);
    for (const candidate of diff.candidates) {
      await this.#gate.enter();
      if (this.#signal.aborted || this.#parts.committer.failure !== undefined) {
        this.#gate.leave();
        return;
      }
      void this.#take(candidate, folder);
    }
  }

  async #welcomeBack(rows: readonly FileRow[]): Promise<void> {
    const lines: LogLine[] = rows.map((row) => ({
      path: row.path,
      outcome: 'unchanged',
      assetId: row.asset_id,
      message: 'It is there again',
    }));
    const nowMs = this.#needs.clock.now();
    await inTransaction(this.#needs.db, async (tx) => {
      const assets = await setFileState(
        tx,
        rows.map((row) => row.id),
        'present',
      );
      await refreshStatus(tx, assets);
      await this.#parts.log.write(tx, lines, nowMs);
      await append(
        tx,
        assets.map((assetId) => ({ type: 'asset.returned', version: 1, subject: assetId, data: {} })),
        nowMs,
      );
    });
    this.#parts.log.addWritten(lines);
  }

  /** One file from reading to its place in a batch; never rejects. */
  async #take(candidate: Candidate, folder: OpenFolder): Promise<void> {
    try {
      const path = `${this.#plan.from}/${candidate.path}`;
      await waitUntilSettled(
        { path, stat: candidate.stat },
        { settleMs: this.#settings.settleMs, clock: this.#needs.clock, signal: this.#signal },
      );
      const read = await this.#parts.readers.read(path, candidate.name);
      if (formatById(read.format).kind === 'sidecar') {
        folder.sidecars.push({ candidate: { ...candidate, stat: read }, checksum: read.checksum, format: read.format });
        await this.#close(folder);
        return;
      }
      await this.#record(candidate, folder, read);
    } catch (error) {
      await this.#refuse(candidate, folder, error).catch((thrown: unknown) => this.#parts.committer.fail(thrown));
    } finally {
      this.#gate.leave();
    }
  }

  async #record(candidate: Candidate, folder: OpenFolder, read: ReadResult): Promise<void> {
    const facts = contentFacts(candidate.name, read);
    const plain = { rootId: this.#plan.rootId, path: candidate.path, row: candidate.row, stat: read, facts };
    const placed = await this.#parts.placer?.place(candidate, facts);
    this.#parts.committer.add({
      accepted: placed ? { ...plain, ...placed } : plain,
      logPath: candidate.path,
      durationUs: read.durationUs,
      done: async (verdict) => {
        await placed?.finish(verdict);
        await this.#close(folder);
      },
    });
  }

  /** A file that could not be taken in: an expected reason is "skipped", the rest is an error with its code. */
  async #refuse(candidate: Candidate, folder: OpenFolder, error: unknown): Promise<void> {
    const { code, message } = toAppError(error);
    if (hasCode(error, 'cancelled')) return;
    const isExpected =
      code === 'not_media' || code === 'file_empty' || code === 'still_changing' || code === 'not_a_file';
    if (!isExpected || code === 'still_changing') folder.isClean = false;
    this.#lines.push({
      path: candidate.path,
      outcome: isExpected ? 'skipped' : 'error',
      code,
      message,
      sizeBytes: candidate.stat.sizeBytes,
    });
    await this.#close(folder);
  }

  /** A file of the folder has its outcome; with the last one the sidecars follow and the folder is done. */
  async #close(folder: OpenFolder): Promise<void> {
    folder.pending -= 1;
    if (folder.pending > 0) return;
    const { ledger, log } = this.#parts;
    if (folder.sidecars.length > 0 && !this.#parts.placer) {
      await attachSidecars(this.#needs, folder, { rootId: this.#plan.rootId, sessionId: this.#plan.sessionId, log });
    }
    ledger.finish(folder);
  }
}
