import { AppError, toAppError } from '../../base/errors.ts';
import { setFileState } from '../../catalogue/files/file-rows.ts';
import { refreshStatus } from '../../catalogue/roots/storage-roots.ts';
import { inTransaction } from '../../db/transaction.ts';
import { append } from '../../events/append.ts';
import { formatById } from '../../formats/format-of.ts';
import type { FileReaders, ReadResult } from '../../tools/read/file-readers.ts';
import { attachSidecars } from '../accept/attach-sidecars.ts';
import type { Committer } from '../accept/committer.ts';
import { contentFacts } from '../accept/content-facts.ts';
import { stemOf } from '../companions/stem-of.ts';
import type { IngestNeeds, IngestSettings } from '../ingest-needs.ts';
import type { PlaceAsk, Placed, Placer } from '../place/placer.ts';
import type { ImportLog, LogLine } from '../session/import-log.ts';
import { isReplacement, type Candidate } from './diff-folder.ts';
import type { FolderLedger } from './folder-ledger.ts';
import { Gate } from './gate.ts';
import type { OpenFolder } from './open-folder.ts';
import type { ScanPlan } from './scan-plan.ts';
import { judgeSkip } from './judge-skip.ts';
import { waitUntilSettled } from './settle.ts';

export interface IntakeParts {
  readonly readers: FileReaders;
  readonly committer: Committer;
  readonly ledger: FolderLedger;
  readonly log: ImportLog;
  /** Set for imports that copy or move into the managed library. */
  readonly placer: Placer | undefined;
}

/** Files on their way at once: more than a batch of the committer, so that it fills; few enough to keep memory flat. */
const FILES_AHEAD = 256;

/** Reasons why a file is no media to take in: said, but no error. */
const NO_MEDIA: ReadonlySet<string> = new Set(['not_media', 'file_empty', 'not_a_file']);
/** Reasons that the next scan may find gone: said, but no error either. */
const NOT_NOW: ReadonlySet<string> = new Set(['still_changing', 'file_missing']);
/** Reasons that hold for all files to come: the scan waits as a whole. */
const FOR_ALL: ReadonlySet<string> = new Set(['disk_full', 'library_crosses_volumes']);

const TOOL = `node ${process.versions.node}`;

/** Takes files that have to be read through settle → read → place → record, each to its outcome in the log. */
export class FileIntake {
  readonly #needs: IngestNeeds;
  readonly #settings: IngestSettings;
  readonly #plan: ScanPlan;
  readonly #parts: IntakeParts;
  readonly #signal: AbortSignal;
  readonly #gate = new Gate(FILES_AHEAD);
  #hasMet = false;
  #failure: unknown;
  /** Assets of one stem that were placed: they may be companions wherever the layout put them. */
  readonly groups: string[][] = [];

  constructor(
    needs: IngestNeeds,
    about: { settings: IngestSettings; plan: ScanPlan; parts: IntakeParts },
    signal: AbortSignal,
  ) {
    this.#needs = needs;
    this.#settings = about.settings;
    this.#plan = about.plan;
    this.#parts = about.parts;
    this.#signal = signal;
  }

  /** Resolves when there is room for more. */
  async take(candidates: readonly Candidate[], folder: OpenFolder): Promise<void> {
    if (!this.#hasMet && candidates.length > 0) this.#needs.newFilesMet?.();
    this.#hasMet ||= candidates.length > 0;
    if (this.#parts.placer) {
      // Files that may be companions are placed together, so that they get one folder and one name.
      void (await this.#begin([...Map.groupBy(candidates, (candidate) => stemOf(candidate.name)).values()], folder));
      return;
    }
    // A file that was renamed and replaced in one go keeps its asset: its new path is recorded before its replacement.
    const { replacements = [], others = [] } = Object.groupBy(candidates, (candidate) =>
      isReplacement(candidate) ? 'replacements' : 'others',
    );
    const begun = await this.#begin(
      others.map((candidate) => [candidate]),
      folder,
    );
    if (replacements.length > 0) await Promise.all(begun);
    void (await this.#begin(
      replacements.map((candidate) => [candidate]),
      folder,
    ));
  }

  /** Resolves when all groups are on their way, with what resolves when each is recorded. */
  async #begin(groups: readonly (readonly Candidate[])[], folder: OpenFolder): Promise<readonly Promise<void>[]> {
    const begun: Promise<void>[] = [];
    for (const group of groups) {
      await this.#gate.enter();
      if (this.#signal.aborted || this.failure !== undefined) {
        this.#gate.leave();
        return begun;
      }
      begun.push(this.#takeGroup(group, folder).finally(() => this.#gate.leave()));
    }
    return begun;
  }

  /** Why nothing more is taken: a reason that holds for all files, or a transaction that failed. What was read before is still recorded. */
  get failure(): unknown {
    return this.#failure ?? this.#parts.committer.failure;
  }

  /** Resolves when no file is on its way. */
  async drained(): Promise<void> {
    await this.#gate.drained();
  }

  /** A file of the folder has its outcome; with the last one the sidecars follow and the folder is done. */
  async close(folder: OpenFolder): Promise<void> {
    folder.pending -= 1;
    if (folder.pending > 0) return;
    const { ledger, log, placer } = this.#parts;
    if (folder.sidecars.length > 0) {
      const { rootId, sessionId, from } = this.#plan;
      await attachSidecars(this.#needs, folder, { rootId, sessionId, from, log, placer });
    }
    ledger.finish(folder);
  }

  /** Never rejects. */
  async #takeGroup(group: readonly Candidate[], folder: OpenFolder): Promise<void> {
    try {
      const read = await Promise.all(group.map((candidate) => this.#read(candidate, folder)));
      const media = read.filter((file) => file !== undefined);
      const assets = await Promise.all(await this.#record(media, folder));
      if (assets.length > 1 && this.#parts.placer) this.groups.push(assets.filter((assetId) => assetId !== undefined));
    } catch (error) {
      this.#failure ??= error;
    }
  }

  /** The facts of a media file; undefined when it is none, or cannot be read now. */
  async #read(
    candidate: Candidate,
    folder: OpenFolder,
  ): Promise<{ candidate: Candidate; read: ReadResult } | undefined> {
    const startedMs = this.#needs.clock.monotonic();
    try {
      const path = `${this.#plan.from}/${candidate.path}`;
      await waitUntilSettled(
        { path, stat: candidate.stat },
        { settleMs: this.#settings.settleMs, clock: this.#needs.clock, signal: this.#signal },
      );
      const read = await this.#parts.readers.read(path, candidate.name);
      if (formatById(read.format).kind !== 'sidecar') return { candidate, read };
      folder.sidecars.push({ candidate: { ...candidate, stat: read }, checksum: read.checksum, format: read.format });
      await this.close(folder);
    } catch (error) {
      await this.#refuse(candidate, folder, { error, tookMs: this.#needs.clock.monotonic() - startedMs });
    }
    return undefined;
  }

  /** @returns for each file a promise of its asset; undefined when it was refused or the scan failed */
  async #record(
    media: readonly { candidate: Candidate; read: ReadResult }[],
    folder: OpenFolder,
  ): Promise<Promise<string | undefined>[]> {
    const asks = media.map(({ candidate, read }) => ({ candidate, read, facts: contentFacts(candidate.name, read) }));
    const places = this.#parts.placer ? await this.#parts.placer.place(asks) : undefined;
    return asks.map(async (ask, index) => {
      const placed = places?.[index];
      if (placed && 'error' in placed) {
        await this.#refuse(ask.candidate, folder, { error: placed.error, tookMs: 0 });
        return undefined;
      }
      return await this.#commit(ask, placed, folder);
    });
  }

  async #commit(ask: PlaceAsk, placed: Placed | undefined, folder: OpenFolder): Promise<string | undefined> {
    const { candidate, read, facts } = ask;
    const plain = { rootId: this.#plan.rootId, path: candidate.path, row: candidate.row, stat: read, facts };
    const verdict = await this.#parts.committer.add({
      accepted: placed ? { ...plain, ...placed.accepted } : plain,
      logPath: candidate.path,
      durationUs: read.durationUs,
    });
    if (!verdict) return undefined;
    if (verdict instanceof AppError) {
      await this.#refuse(candidate, folder, { error: verdict, tookMs: read.durationUs / 1_000 });
      return undefined;
    }
    if (placed) {
      folder.placed.set(candidate.name, { assetId: verdict.assetId, path: placed.accepted.path });
      await placed.finish();
    }
    await this.close(folder);
    return verdict.assetId;
  }

  /** A file that could not be taken in: an expected reason is "skipped", the rest is an error with its code. */
  async #refuse(candidate: Candidate, folder: OpenFolder, why: { error: unknown; tookMs: number }): Promise<void> {
    const known = toAppError(why.error);
    const { code, message } = known;
    if (code === 'cancelled') return;
    if (FOR_ALL.has(code)) throw known;
    const isLost = NO_MEDIA.has(code) && candidate.row?.state === 'present';
    const isSkip = !isLost && (NO_MEDIA.has(code) || NOT_NOW.has(code));
    if (isSkip && NO_MEDIA.has(code)) folder.skips.push([candidate.name, code]);
    else folder.isClean = false;
    const verdict = isSkip
      ? judgeSkip(candidate.name, code)
      : { outcome: 'error' as const, code: code === 'not_media' ? 'content_unknown' : code };
    const line: LogLine = {
      path: candidate.path,
      ...verdict,
      message: isLost ? `${message}; it was a known file before` : message,
      assetId: candidate.row?.asset_id ?? null,
      sizeBytes: candidate.stat.sizeBytes,
    };
    const durationUs = why.tookMs * 1_000;
    const step = { type: 'read', method: 'sha256', ok: false, code, detail: message, durationUs, tool: TOOL } as const;
    this.#parts.log.add(line.outcome === 'skipped' ? line : { ...line, trace: [step] });
    if (isLost) await this.#markReplaced(candidate);
    await this.close(folder);
  }

  /** The path of a known original holds something else now: its bytes are gone from there. */
  async #markReplaced(candidate: Candidate): Promise<void> {
    const id = candidate.row?.id;
    if (id === undefined) throw new AppError('bug', 'Only a known file can be replaced');
    await inTransaction(this.#needs.db, async (tx) => {
      const assets = await setFileState(tx, [id], 'replaced');
      await refreshStatus(tx, assets);
      await append(
        tx,
        assets.map((subject) => ({ type: 'asset.missing', version: 1, subject, data: { path: candidate.path } })),
        this.#needs.clock.now(),
      );
    });
  }
}
