import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log.ts';
import type { JobId, WorkerId } from '../../../contract/ids.ts';
import type { Database, Tx } from '../../../db/database.ts';
import type { OpenDatabase } from '../../../db/open.ts';
import { type ProcessIdentity, thisProcess } from '../../../db/process-identity.ts';
import { afterCommit } from '../../../db/transaction.ts';
import type * as port from '../../engine.ts';
import * as admin from '../../ledger/admin.ts';
import { claimJobs, hasWork, nextDueAtMs } from '../../ledger/claim.ts';
import { insertJobs, jobRows } from '../../ledger/enqueue.ts';
import { startKeepAlive } from './keep-alive.ts';
import { getJob, listJobs } from '../../ledger/read.ts';
import { cancelRequests, renewLeases } from '../../ledger/renew.ts';
import { deadWorkers, hasExpired, takeBack } from '../../ledger/rescue.ts';
import { noteProgress, releaseJobs, settleJobs } from '../../ledger/settle.ts';
import { watchChanges } from './watch-changes.ts';
import { noteSeen, registerWorker } from '../../ledger/workers.ts';
import { WriteBatch } from '../../ledger/write-batch.ts';

/**
 * Jobs in the catalogue's own SQLite file: a claim is an update in one writer's transaction, and all writes that are asked
 * for at once share one. Several processes on one host may work on the file. Disposing does not close the database.
 */
export class SqliteEngine implements port.JobEngine {
  readonly #db: Database;
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #self = thisProcess();
  readonly #batch: WriteBatch;
  readonly #listeners = new Set<(why: port.Wake) => void>();
  readonly #watch: Disposable | undefined;

  constructor(open: OpenDatabase, clock: Clock, log: Log) {
    this.#db = open.db;
    this.#file = open.file;
    this.#clock = clock;
    this.#log = log;
    this.#batch = new WriteBatch(open.db);
    if (!this.#isPrivate) this.#watch = watchChanges(open.db, () => this.#wake('other'));
  }

  async enqueue(jobs: readonly port.NewJob[], tx?: Tx): Promise<readonly port.Enqueued[]> {
    if (jobs.length === 0) return [];
    const nowMs = this.#clock.now();
    const checked = jobRows(jobs, nowMs);
    const insert = (tx: Tx): Promise<readonly port.Enqueued[]> => {
      afterCommit(tx, () => this.#wake('work'));
      return insertJobs(tx, checked, nowMs);
    };
    return tx ? insert(tx) : this.#batch.submit(insert);
  }

  async claim(ask: port.ClaimAsk): Promise<readonly port.ClaimedJob[]> {
    if (ask.queues.length === 0) return [];
    const nowMs = this.#clock.now();
    // where a write is due anyway the claim joins its transaction, without looking first
    if (!this.#batch.isPending && !(await hasWork(this.#db, nowMs))) return [];
    return this.#batch.submit((tx) => claimJobs(tx, ask, nowMs));
  }

  nextDueAtMs(): Promise<number | undefined> {
    return nextDueAtMs(this.#db);
  }

  async renew(
    leases: readonly port.Lease[],
    leaseMs: number,
  ): Promise<{ lost: readonly JobId[]; cancelled: readonly JobId[] }> {
    if (leases.length === 0) return { lost: [], cancelled: [] };
    return this.#batch.submit((tx) => renewLeases(tx, leases, this.#clock.now() + leaseMs));
  }

  keepAlive(worker: WorkerId, every: { leaseMs: number; beatMs: number }): AsyncDisposable | undefined {
    return this.#isPrivate ? undefined : startKeepAlive({ file: this.#file, worker, ...every }, this.#log);
  }

  cancelRequests(worker: WorkerId): Promise<readonly JobId[]> {
    return cancelRequests(this.#db, worker);
  }

  async settle(results: readonly port.Settled[], tx?: Tx): Promise<{ stale: readonly JobId[] }> {
    if (results.length === 0) return { stale: [] };
    const write = (tx: Tx): Promise<readonly JobId[]> => settleJobs(tx, results, this.#clock.now());
    return { stale: await (tx ? write(tx) : this.#batch.submit(write)) };
  }

  async release(leases: readonly port.Lease[]): Promise<void> {
    if (leases.length === 0) return;
    await this.#batch.submit((tx) => releaseJobs(tx, leases, this.#clock.now()));
    this.#wake('work');
  }

  async progress(reports: readonly port.Progress[]): Promise<void> {
    if (reports.length > 0) await this.#batch.submit((tx) => noteProgress(tx, reports));
  }

  onWake(listener: (why: port.Wake) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  register(worker: { id: WorkerId } & ProcessIdentity): Promise<void> {
    return this.#batch.submit((tx) => registerWorker(tx, worker, this.#clock.now()));
  }

  seen(id: WorkerId, now: { state: port.WorkerState; running: readonly JobId[] }): Promise<void> {
    return this.#batch.submit((tx) => noteSeen(tx, { id, ...now, atMs: this.#clock.now() }));
  }

  async rescue(): Promise<readonly JobId[]> {
    const nowMs = this.#clock.now();
    const dead = await deadWorkers(this.#db, this.#self);
    if (dead.length === 0 && !(await hasExpired(this.#db, nowMs))) return [];
    const taken = await this.#batch.submit((tx) => takeBack(tx, dead, nowMs));
    if (taken.length > 0) this.#wake('work');
    return taken;
  }

  counts(): Promise<readonly port.QueueCount[]> {
    return admin.countJobs(this.#db);
  }

  totals(): Promise<{ waiting: number; running: number; failed: number }> {
    return admin.totalJobs(this.#db);
  }

  list(filter: port.JobFilter, page: { limit: number; before?: JobId }): Promise<readonly port.JobRecord[]> {
    return listJobs(this.#db, filter, page);
  }

  job(id: JobId): Promise<port.JobRecord & { readonly attempts: readonly port.JobAttempt[] }> {
    return getJob(this.#db, id);
  }

  async cancel(ids: readonly JobId[]): Promise<number> {
    const count = await this.#batch.submit((tx) => admin.cancelJobs(tx, ids, this.#clock.now()));
    if (count > 0) this.#wake('cancel');
    return count;
  }

  async retry(ids: readonly JobId[]): Promise<number> {
    const count = await this.#batch.submit((tx) => admin.retryJobs(tx, ids, this.#clock.now()));
    if (count > 0) this.#wake('work');
    return count;
  }

  pause(queue: string, by: string): Promise<void> {
    return this.#batch.submit((tx) => admin.pauseQueue(tx, { queue, by, atMs: this.#clock.now() }));
  }

  async resume(queue: string): Promise<void> {
    await this.#batch.submit((tx) => admin.resumeQueue(tx, queue));
    this.#wake('work');
  }

  paused(): Promise<readonly string[]> {
    return admin.pausedQueues(this.#db);
  }

  hurry(kind: string, assetIds: readonly string[], priority: number): Promise<number> {
    return this.#batch.submit((tx) => admin.hurryJobs(tx, { kind, assetIds, priority }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watch?.[Symbol.dispose]();
    this.#listeners.clear();
  }

  /** A database in memory has this one connection only. */
  get #isPrivate(): boolean {
    return this.#file === ':memory:';
  }

  #wake(why: port.Wake): void {
    for (const listener of this.#listeners) listener(why);
  }
}
