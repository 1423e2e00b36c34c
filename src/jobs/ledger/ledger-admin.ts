import type { Clock } from '../../base/clock.ts';
import type { ChangeId, JobId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import { withoutPatience } from '../../db/patience.ts';
import { afterCommit } from '../../db/transaction.ts';
import type * as port from '../engine.ts';
import type { ChangedJob, JobDetails, JobRecord } from '../job-record.ts';
import * as admin from './admin.ts';
import { admitJobs } from './admit.ts';
import * as hand from './by-hand.ts';
import { getJob, listJobs } from './read.ts';
import type { RunWindow } from '../run-window.ts';
import { changeSchedule } from './change-schedule.ts';
import { needInstead, type OtherNeed } from './need-instead.ts';
import { keepRunWindows, noteBrowsed } from './run-windows.ts';
import { listServices, noteDown, noteUp, probeSoon } from './services.ts';
import type { ByHand } from './note-by-hand.ts';
import { undoChange } from './undo-change.ts';
import { WriteBatch } from './write-batch.ts';

/** The side of people, the same on every engine whose ledger lies in the catalogue. */
export abstract class LedgerAdmin implements port.JobAdmin, port.JobServices {
  protected readonly db: Database;
  protected readonly clock: Clock;
  protected readonly batch: WriteBatch;
  readonly #listeners = new Set<(why: port.Wake) => void>();

  constructor(db: Database, clock: Clock) {
    this.db = db;
    this.clock = clock;
    this.batch = new WriteBatch(db, (tx, work) => this.inTx(tx, work));
  }

  onWake(listener: (why: port.Wake) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  counts(): Promise<readonly port.QueueCount[]> {
    return admin.countJobs(this.db);
  }

  totals(): Promise<{ waiting: number; running: number; failed: number }> {
    return admin.totalJobs(this.db);
  }

  list(filter: port.JobFilter, page: { limit: number; before?: JobId }): Promise<readonly JobRecord[]> {
    return listJobs(this.db, filter, page);
  }

  job(id: JobId): Promise<JobDetails> {
    return getJob(this.db, id);
  }

  cancel(ids: readonly JobId[], change?: ChangeId): Promise<number> {
    return this.#change('cancel', (tx) => admin.cancelJobs(tx, ids, this.#byHand(change)));
  }

  undo(changed: readonly ChangedJob[]): Promise<number> {
    return this.#change('work', (tx) => undoChange(tx, changed, this.clock.now()));
  }

  retry(ids: readonly JobId[], { caps, change }: { caps?: port.JobCaps; change?: ChangeId } = {}): Promise<number> {
    const by = this.#byHand(change);
    const retry = (tx: Tx): Promise<number> => admin.retryJobs(tx, ids, by);
    if (caps === undefined) return this.#change('work', retry);
    return this.batch.alone(async (tx) => {
      await admitJobs(tx, await admin.endedWell(tx, ids), { caps, nowMs: by.atMs });
      const count = await retry(tx);
      if (count > 0) await this.announce(tx, 'work');
      return count;
    });
  }

  hold(ids: readonly JobId[], change?: ChangeId): Promise<number> {
    return this.batch.submit((tx) => hand.holdJobs(tx, ids, this.#byHand(change)));
  }

  unhold(ids: readonly JobId[], change?: ChangeId): Promise<number> {
    return this.#change('work', (tx) => hand.unholdJobs(tx, ids, this.#byHand(change)));
  }

  prioritise(ids: readonly JobId[], priority: number, change?: ChangeId): Promise<number> {
    return this.batch.submit((tx) => hand.prioritiseJobs(tx, ids, { priority, ...this.#byHand(change) }));
  }

  ignore(ids: readonly JobId[], change?: ChangeId): Promise<number> {
    return this.batch.submit((tx) => hand.ignoreFailures(tx, ids, this.#byHand(change)));
  }

  unignore(ids: readonly JobId[], change?: ChangeId): Promise<number> {
    return this.batch.submit((tx) => hand.unignoreFailures(tx, ids, this.#byHand(change)));
  }

  pause(queue: string, by: string, forMs?: number): Promise<void> {
    const atMs = this.clock.now();
    const untilMs = forMs === undefined ? null : atMs + forMs;
    return this.batch.submit((tx) => admin.pauseQueue(tx, { queue, by, atMs, untilMs }));
  }

  limitQueue(queue: string, concurrency: number | null): Promise<void> {
    return this.batch.submit(async (tx) => {
      await hand.limitQueue(tx, queue, concurrency);
      await this.announce(tx, 'work');
    });
  }

  async resume(queue: string): Promise<void> {
    await this.batch.submit(async (tx) => {
      await admin.resumeQueue(tx, queue);
      await this.announce(tx, 'work');
    });
  }

  paused(): Promise<readonly string[]> {
    return admin.pausedQueues(this.db, this.clock.now());
  }

  hurry(kind: string, assetIds: readonly string[], priority: number): Promise<number> {
    return this.batch.submit((tx) => admin.hurryJobs(tx, { kind, assetIds, priority }));
  }

  async keepRunWindows(windows: Readonly<Record<string, RunWindow>>): Promise<void> {
    await this.batch.submit(async (tx) => {
      await keepRunWindows(tx, windows);
      await this.announce(tx, 'work');
    });
  }

  browsing(): Promise<void> {
    return this.batch.submit((tx) => noteBrowsed(tx, this.clock.now()));
  }

  pauseSchedule(key: string): Promise<void> {
    return this.batch.submit((tx) => changeSchedule(tx, key, { paused_at_ms: this.clock.now() }));
  }

  resumeSchedule(key: string): Promise<void> {
    return this.batch.submit((tx) => changeSchedule(tx, key, { paused_at_ms: null }));
  }

  services(): Promise<readonly port.JobService[]> {
    return listServices(this.db);
  }

  async probe(name: string): Promise<void> {
    await this.batch.submit(async (tx) => {
      await probeSoon(tx, name, this.clock.now());
      await this.announce(tx, 'work');
    });
  }

  async serviceDown(name: string, reason: string, tx?: Tx): Promise<void> {
    const write = (tx: Tx): Promise<void> =>
      noteDown(tx, { name, reason, failures: 1, probes: false }, this.clock.now());
    await (tx ? this.inTx(tx, write) : this.batch.submit(write));
  }

  async serviceUp(name: string, tx?: Tx): Promise<void> {
    const write = async (tx: Tx): Promise<void> => {
      if (await noteUp(tx, name, this.clock.now())) await this.announce(tx, 'work');
    };
    await (tx ? this.inTx(tx, write) : this.batch.submit(write));
  }

  /** Does the work of a transaction; who keeps something beside the ledger lets it follow here. */
  protected inTx<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
    return work(tx);
  }

  async needInstead(from: string, changes: readonly OtherNeed[], tx: Tx): Promise<void> {
    const count = await this.inTx(tx, (own) => needInstead(own, from, changes));
    if (count > 0) await this.announce(tx, 'work');
  }

  /** Wakes the workers once `tx` has committed. */
  protected announce(tx: Tx, why: port.Wake): void | Promise<void> {
    afterCommit(tx, () => this.wake(why));
  }

  /** Wakes the workers of this process. */
  protected wake(why: port.Wake): void {
    withoutPatience(() => {
      for (const listener of this.#listeners) listener(why);
    });
  }

  protected forgetListeners(): void {
    this.#listeners.clear();
  }

  #byHand(change: ChangeId | undefined): ByHand {
    return { atMs: this.clock.now(), change };
  }

  /** Changes jobs in a transaction and wakes who has to know. @returns how many */
  #change(why: port.Wake, work: (tx: Tx) => Promise<number>): Promise<number> {
    return this.batch.submit(async (tx) => {
      const count = await work(tx);
      if (count > 0) await this.announce(tx, why);
      return count;
    });
  }
}
