import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log.ts';
import { siblingModule } from '../../../base/sibling-module.ts';
import type { JobId, WorkerId } from '../../../contract/ids.ts';
import type { OpenDatabase } from '../../../db/open.ts';
import type { ClaimAsk, ClaimedJob, Lease } from '../../engine.ts';
import { LedgerEngine } from '../../ledger/ledger-engine.ts';
import { startThread } from '../keep-alive.ts';
import type { KeepAliveData } from './keep-alive-thread.ts';
import { watchChanges } from './watch-changes.ts';

const THREAD = siblingModule(import.meta.url, './keep-alive-thread');

/** Who claimed or renewed within this time has jobs that another process may want to cancel. */
const HELD_MS = 10_000;

/**
 * Jobs in the catalogue's own SQLite file: a claim is an update in one writer's transaction. Several processes on one host
 * may work on the file; they notice each other's commits by the file's change counter. Disposing does not close the database.
 */
export class SqliteEngine extends LedgerEngine {
  readonly #file: string;
  readonly #log: Log;
  readonly #watch: Disposable | undefined;
  #heldAtMs = -HELD_MS;

  constructor(open: OpenDatabase, clock: Clock, log: Log) {
    super(open.db, clock);
    this.#file = open.file;
    this.#log = log;
    const isBusy = (): boolean => performance.now() - this.#heldAtMs < HELD_MS;
    if (!this.#isPrivate) this.#watch = watchChanges(open.db, isBusy, () => this.wake('other'));
  }

  override async claim(ask: ClaimAsk): Promise<readonly ClaimedJob[]> {
    const jobs = await super.claim(ask);
    if (jobs.length > 0) this.#heldAtMs = performance.now();
    return jobs;
  }

  override async renew(
    leases: readonly Lease[],
    leaseMs: number,
  ): Promise<{ lost: readonly JobId[]; cancelled: readonly JobId[] }> {
    if (leases.length > 0) this.#heldAtMs = performance.now();
    return super.renew(leases, leaseMs);
  }

  keepAlive(worker: WorkerId, every: { leaseMs: number; beatMs: number }): AsyncDisposable | undefined {
    if (this.#isPrivate) return undefined;
    const data: KeepAliveData = { file: this.#file, worker, ...every };
    return startThread(THREAD, data, this.#log);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.#watch?.[Symbol.dispose]();
    await super[Symbol.asyncDispose]();
  }

  /** A database in memory has this one connection only. */
  get #isPrivate(): boolean {
    return this.#file === ':memory:';
  }
}
