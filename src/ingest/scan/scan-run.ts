import { AppError } from '../../base/errors.ts';
import { inTransaction } from '../../db/transaction.ts';
import { walkFolder } from '../../tools/walk/walk-folder.ts';
import type { IngestNeeds, IngestSettings } from '../ingest-needs.ts';
import { FileIntake, type IntakeParts } from './file-intake.ts';
import type { ScanPlan } from './scan-plan.ts';
import { FolderVisitor } from './visit-folder.ts';

/** How often the session's numbers and finished folders are written while a scan runs. */
const SAVE_MS = 500;

/** One scan of a folder: walk → compare → read → record. Everything it has recorded stays, whenever it ends. */
export class ScanRun {
  readonly #needs: IngestNeeds;
  readonly #settings: IngestSettings;
  readonly #plan: ScanPlan;
  readonly #parts: IntakeParts;
  readonly #signal: AbortSignal;
  readonly #intake: FileIntake;
  #saving: Promise<void> | undefined;

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
    this.#intake = new FileIntake(needs, about, signal);
  }

  /** Assets of one stem that were placed together. */
  get placedGroups(): readonly (readonly string[])[] {
    return this.#intake.groups;
  }

  /** @throws cancelled, and whatever ends a scan as a whole (disk_full, walk_failed, …) */
  async run(onProgress: (done: number, total: number) => void): Promise<void> {
    const { log, committer } = this.#parts;
    const timer = setInterval(() => {
      onProgress(log.done, log.found);
      this.#saving ??= this.#save()
        .catch((error: unknown) => committer.fail(error))
        .finally(() => (this.#saving = undefined));
    }, SAVE_MS);
    try {
      await this.#walk();
      await this.#intake.drained();
      await committer.flush();
      this.#stopIfAsked();
    } catch (error) {
      await this.#wind();
      throw error;
    } finally {
      clearInterval(timer);
      await this.#saving;
    }
    await this.#save();
    onProgress(log.done, log.found);
  }

  async #walk(): Promise<void> {
    const { ledger, log } = this.#parts;
    const { ignore, followLinks } = this.#settings;
    const { from, sub, only, others, own, rootId, isPlaced } = this.#plan;
    const visitor = new FolderVisitor(
      this.#needs,
      { rootId: isPlaced ? null : rootId, isWhole: only === null, from },
      {
        ledger,
        log,
        take: (candidates, folder) => this.#intake.take(candidates, folder),
        close: (folder) => this.#intake.close(folder),
      },
    );
    const onFound = (entries: number, isAll: boolean): void => log.expect(entries, isAll);
    const order = { root: from, sub, only, others, own, known: ledger.known, ignore, followLinks, onFound };
    for await (const reports of walkFolder(order, this.#signal)) {
      for (const report of reports) {
        await visitor.visit(report);
        this.#stopIfAsked();
      }
    }
    this.#stopIfAsked();
  }

  #stopIfAsked(): void {
    if (this.#intake.failure !== undefined) throw this.#intake.failure;
    if (this.#signal.aborted) throw new AppError('cancelled', 'The import was stopped; what is done stays');
  }

  /** An early end: files that are being read are let go, what is recorded gets its lines. */
  async #wind(): Promise<void> {
    await this.#parts.readers[Symbol.asyncDispose]();
    await this.#intake.drained();
    try {
      await this.#parts.committer.flush();
      await this.#save();
    } catch (error) {
      this.#needs.log.warn({ error }, 'The last lines of an import that ended early could not be written');
    }
  }

  async #save(): Promise<void> {
    const { log, ledger } = this.#parts;
    const nowMs = this.#needs.clock.now();
    await inTransaction(this.#needs.db, async (tx) => {
      // Counted before the commit, so that the session's row says what its lines say; a failed commit ends the scan.
      log.addWritten(await log.writePending(tx, nowMs));
      await ledger.save(tx);
      await log.save(tx, nowMs);
    });
  }
}
