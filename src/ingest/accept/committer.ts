import { lstat } from 'node:fs/promises';
import { AppError, systemCode } from '../../base/errors.ts';
import { safeJoin } from '../../base/safe-path.ts';
import { chosenSteps } from '../../catalogue/traces/add-trace.ts';
import { append, type NewEvent } from '../../events/append.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { IngestNeeds, IngestSettings } from '../ingest-needs.ts';
import type { ImportLog, LogLine } from '../session/import-log.ts';
import { acceptBatch, type Accepted, type Verdict } from './accept-batch.ts';
import { byHalves } from './by-halves.ts';
import { findKnownContent, type KnownContent } from './known-content.ts';

/** A file that was read (or placed) and waits for its transaction. */
export interface ReadyFile {
  readonly accepted: Accepted;
  /** As the log names it. */
  readonly logPath: string;
  readonly durationUs: number;
}

interface Waiting {
  readonly file: ReadyFile;
  resolve(verdict: Verdict | AppError | undefined): void;
}

/** Most files of one transaction, and how long a file waits for company. */
const BATCH_FILES = 100;
const BATCH_WAIT_MS = 60;
/** Known copies that lay where they should are taken to lie there for so long: of one content there may be thousands. */
const SEEN_MS = 2_000;

const TOOL = `node ${process.versions.node}`;

/** Collects files and records many in one transaction: asset, file, log line, trace, event and follow-up jobs together or not at all. */
export class Committer {
  readonly #needs: IngestNeeds;
  readonly #settings: IngestSettings;
  readonly #session: { id: string; attempt: number };
  readonly #log: ImportLog;
  /** Root id → absolute path, to look whether a known file is still where it was. */
  readonly #roots: ReadonlyMap<string, string>;
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #chain: Promise<void> = Promise.resolve();
  #failure: unknown;
  /** Ids of known files that were seen where they should be, since `atMs`. */
  #seen: { readonly ids: Set<string>; readonly atMs: number } = { ids: new Set(), atMs: 0 };

  constructor(
    needs: IngestNeeds,
    settings: IngestSettings,
    about: { session: { id: string; attempt: number }; log: ImportLog; roots: ReadonlyMap<string, string> },
  ) {
    this.#needs = needs;
    this.#settings = settings;
    this.#session = about.session;
    this.#log = about.log;
    this.#roots = about.roots;
  }

  /**
   * Resolves when the file is committed; with an error when the database refuses this file's row, with undefined when the
   * scan has failed: then nothing of it is recorded.
   */
  add(file: ReadyFile): Promise<Verdict | AppError | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push({ file, resolve });
      if (this.#waiting.length >= BATCH_FILES) this.#start();
      else this.#timer ??= setTimeout(() => this.#start(), BATCH_WAIT_MS);
    });
  }

  /** Resolves when all that was added is committed. @throws what a transaction failed with */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0) this.#start();
    await this.#chain;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** A failed transaction ends the scan: what was committed stays, the next try goes on from there. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Ends the scan for a reason outside the transactions. */
  fail(error: unknown): void {
    this.#failure ??= error;
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting.splice(0, BATCH_FILES);
    if (batch.length === 0) return;
    this.#chain = this.#chain.then(async () => {
      let verdicts: readonly (Verdict | AppError)[] = [];
      try {
        const files = batch.map(({ file }) => file);
        if (this.#failure === undefined) verdicts = await byHalves(files, (part) => this.#commit(part));
      } catch (error) {
        this.#failure = error;
      }
      for (const [index, { resolve }] of batch.entries()) resolve(verdicts[index]);
    });
  }

  async #commit(batch: readonly ReadyFile[]): Promise<readonly Verdict[]> {
    const { db, clock, sink } = this.#needs;
    const files = batch.map((file) => file.accepted);
    const isGone = await this.#findGone(await findKnownContent(db, files));
    const nowMs = clock.now();
    const [verdicts, written] = await inTransaction(db, async (tx) => {
      const results = await acceptBatch(tx, files, { isGone, nowMs });
      const lines = await this.#log.write(
        tx,
        results.map((verdict, index) => this.#line(batch[index], verdict)),
        nowMs,
      );
      const fresh = results.flatMap(({ assetId, isNewContent }, index) => {
        const file = files[index];
        return isNewContent && file ? [{ assetId, rootId: file.rootId, kind: file.facts.kind }] : [];
      });
      await sink.enqueue(
        fresh.flatMap((asset) => this.#needs.followUps({ ...asset, sessionId: this.#session.id })),
        tx,
      );
      await append(tx, eventsOf(batch, results, this.#session.id), nowMs);
      return [results, lines] as const;
    });
    this.#log.addWritten(written);
    return verdicts;
  }

  #line(file: ReadyFile | undefined, verdict: Verdict): LogLine {
    if (!file) throw new AppError('bug', 'A verdict has no file');
    const line = {
      path: file.logPath,
      outcome: verdict.outcome,
      message: verdict.message,
      assetId: verdict.assetId,
      sizeBytes: file.accepted.stat.sizeBytes,
    };
    if (!verdict.isNewContent) return line;
    const read = { type: 'read', method: 'sha256', ok: true, durationUs: file.durationUs, tool: TOOL } as const;
    return { ...line, trace: chosenSteps([read], this.#settings.traces) };
  }

  /** Ids of known files that are not where they were, so that a new path of their bytes is a move. */
  async #findGone(known: KnownContent): Promise<Set<string>> {
    const gone = new Set<string>();
    const nowMs = this.#needs.clock.monotonic();
    if (nowMs - this.#seen.atMs > SEEN_MS) this.#seen = { ids: new Set(), atMs: nowMs };
    const { ids } = this.#seen;
    for (const file of [...known.filesOf.values()].flat()) {
      const root = this.#roots.get(file.root_id);
      if (root === undefined || file.state !== 'present' || ids.has(file.id)) continue;
      const error = await lstat(safeJoin(root, file.path)).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (systemCode(error) === 'ENOENT') gone.add(file.id);
      else ids.add(file.id);
    }
    return gone;
  }
}

function eventsOf(batch: readonly ReadyFile[], verdicts: readonly Verdict[], sessionId: string): NewEvent[] {
  return verdicts.flatMap((verdict, index) => {
    if (verdict.outcome === 'unchanged') return [];
    const data = { path: batch[index]?.logPath ?? '', session: sessionId, message: verdict.message };
    return [{ type: `asset.${verdict.outcome}`, version: 1, subject: verdict.assetId, data }];
  });
}
