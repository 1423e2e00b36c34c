import { lstat } from 'node:fs/promises';
import { systemCode } from '../../base/errors.ts';
import { safeJoin } from '../../base/safe-path.ts';
import { addTrace } from '../../catalogue/traces/add-trace.ts';
import { append, type NewEvent } from '../../events/append.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { IngestNeeds, IngestSettings } from '../ingest-needs.ts';
import type { ImportLog, LogLine } from '../session/import-log.ts';
import { acceptBatch, findKnownContent, type Accepted, type KnownContent, type Verdict } from './accept-batch.ts';

/** A file that was read (or placed) and waits for its transaction. */
export interface ReadyFile {
  readonly accepted: Accepted;
  /** As the log names it. */
  readonly logPath: string;
  readonly durationUs: number;
  /** Called after the commit. */
  done(verdict: Verdict): Promise<void>;
}

/** Most files of one transaction, and how long a file waits for company. */
const BATCH_FILES = 100;
const BATCH_WAIT_MS = 60;

/** Collects files and records many in one transaction: asset, file, log line, trace, event and follow-up jobs together or not at all. */
export class Committer {
  readonly #needs: IngestNeeds;
  readonly #settings: IngestSettings;
  readonly #session: { id: string; jobId: string; attempt: number };
  readonly #log: ImportLog;
  /** Root id → absolute path, to look whether a known file is still where it was. */
  readonly #roots: ReadonlyMap<string, string>;
  #waiting: ReadyFile[] = [];
  #timer: NodeJS.Timeout | undefined;
  #chain: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(
    needs: IngestNeeds,
    settings: IngestSettings,
    about: {
      session: { id: string; jobId: string; attempt: number };
      log: ImportLog;
      roots: ReadonlyMap<string, string>;
    },
  ) {
    this.#needs = needs;
    this.#settings = settings;
    this.#session = about.session;
    this.#log = about.log;
    this.#roots = about.roots;
  }

  add(file: ReadyFile): void {
    this.#waiting.push(file);
    if (this.#waiting.length >= BATCH_FILES) this.#start();
    else this.#timer ??= setTimeout(() => this.#start(), BATCH_WAIT_MS);
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
      try {
        if (this.#failure === undefined) await this.#commit(batch);
      } catch (error) {
        this.#failure = error;
      }
    });
  }

  async #commit(batch: readonly ReadyFile[]): Promise<void> {
    const known = await findKnownContent(this.#needs.db, [
      ...new Set(batch.map((file) => file.accepted.facts.checksum)),
    ]);
    const isGone = await this.#findGone(known);
    const nowMs = this.#needs.clock.now();
    const lines: LogLine[] = [];
    const verdicts = await inTransaction(this.#needs.db, async (tx) => {
      lines.length = 0;
      const results = await acceptBatch(
        tx,
        batch.map((file) => file.accepted),
        { known, isGone, nowMs },
      );
      results.forEach((verdict, index) => {
        const file = batch[index];
        if (file) lines.push(lineOf(file, verdict));
      });
      await this.#log.write(tx, lines, nowMs);
      const fresh = results.filter((verdict) => verdict.isNewContent);
      const about = (assetId: string) => ({ assetId, sessionId: this.#session.id });
      await this.#needs.sink.enqueue(
        fresh.flatMap((verdict) => this.#needs.followUps(about(verdict.assetId))),
        tx,
      );
      await append(tx, eventsOf(batch, results, this.#session.id), nowMs);
      if (this.#settings.traces) await this.#trace(tx, batch, { results, nowMs });
      return results;
    });
    this.#log.addWritten(lines);
    for (const [index, verdict] of verdicts.entries()) await batch[index]?.done(verdict);
  }

  async #trace(
    tx: Parameters<typeof addTrace>[0],
    batch: readonly ReadyFile[],
    about: { results: readonly Verdict[]; nowMs: number },
  ): Promise<void> {
    for (const [index, verdict] of about.results.entries()) {
      const file = batch[index];
      if (!file || !verdict.isNewContent) continue;
      const step = {
        type: 'read',
        method: 'sha256',
        ok: true,
        durationUs: file.durationUs,
        tool: `node ${process.versions.node}`,
      } as const;
      await addTrace(tx, { assetId: verdict.assetId, atMs: about.nowMs, attempt: this.#session.attempt }, [step]);
    }
  }

  /** Ids of known files that are not where they were, so that a new path of their bytes is a move. */
  async #findGone(known: KnownContent): Promise<Set<string>> {
    const gone = new Set<string>();
    for (const file of [...known.filesOf.values()].flat()) {
      const root = this.#roots.get(file.root_id);
      if (root === undefined || file.state !== 'present') continue;
      const error = await lstat(safeJoin(root, file.path)).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (systemCode(error) === 'ENOENT') gone.add(file.id);
    }
    return gone;
  }
}

function lineOf(file: ReadyFile, verdict: Verdict): LogLine {
  return {
    path: file.logPath,
    outcome: verdict.outcome,
    message: verdict.message,
    assetId: verdict.assetId,
    sizeBytes: file.accepted.stat.sizeBytes,
  };
}

function eventsOf(batch: readonly ReadyFile[], verdicts: readonly Verdict[], sessionId: string): NewEvent[] {
  return verdicts.flatMap((verdict, index) => {
    if (verdict.outcome === 'unchanged') return [];
    const data = { path: batch[index]?.logPath ?? '', session: sessionId, message: verdict.message };
    return [{ type: `asset.${verdict.outcome}`, version: 1, subject: verdict.assetId, data }];
  });
}
