import type { JobId, WorkerId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import { thisProcess } from '../../db/process-identity.ts';
import type { Once } from '../../db/rows-of-each.ts';
import { afterCommit } from '../../db/transaction.ts';
import type * as port from '../engine.ts';
import type { WorkerNow, WorkerSelf } from '../worker-self.ts';
import { admitJobs } from './admit.ts';
import {
  claimAhead,
  type ClaimAt,
  claimJobs,
  type ClaimOpening,
  hasWork,
  type LikelyPick,
  nextDueAtMs,
  openClaim,
} from './claim.ts';
import { askOf, insertJobs, jobRows } from './enqueue.ts';
import type { EndedAttempt } from './insert-attempts.ts';
import { JobStats } from './job-stats.ts';
import { LedgerAdmin } from './ledger-admin.ts';
import { findStrays, moveSome } from './stray-jobs.ts';
import { cancelRequests, renewLeases } from './renew.ts';
import { deadWorkers, hasExpired, takeBack } from './rescue.ts';
import { noteProgress } from './note-progress.ts';
import { releaseJobs, settleJobs } from './settle.ts';
import type { QueueNames, QueueNaming, StrayAsk } from '../queue-naming.ts';
import { Turns } from '../turns.ts';
import { noteSeen, registerWorker } from './workers.ts';

/** What the ledger would give a claimant, best first. */
export type HandOut = readonly { readonly id: JobId; readonly lane: string }[];

/** A ledger in the catalogue's own database: all writes that are asked for at once share a transaction. Who extends it says how others are woken. */
export abstract class LedgerEngine extends LedgerAdmin implements port.JobEngine {
  readonly #self = thisProcess();
  readonly #turns = new Turns();
  readonly #stats = new JobStats();
  #names: QueueNames = {};

  /** Has queues called so from the first job on. */
  nameQueues(names: QueueNames): this {
    this.#names = names;
    return this;
  }

  readonly queueOf: QueueNaming['queueOf'] = ({ queue }) => this.#names[queue] ?? queue;

  async enqueue(jobs: readonly port.NewJob[], tx?: Tx): Promise<readonly port.Enqueued[]> {
    if (jobs.length === 0) return [];
    const nowMs = this.clock.now();
    const checked = jobRows(jobs, { nowMs, queueOf: this.queueOf });
    const insert = async (tx: Tx): Promise<readonly port.Enqueued[]> => {
      await this.announce(tx, 'work');
      return await insertJobs(tx, checked, nowMs);
    };
    return tx ? this.inTx(tx, insert) : this.batch.submit(insert);
  }

  async ask(jobs: readonly port.NewJob[], caps: port.JobCaps, tx?: Tx): Promise<readonly port.Enqueued[]> {
    if (jobs.length === 0) return [];
    const nowMs = this.clock.now();
    const checked = jobRows(jobs, { nowMs, queueOf: this.queueOf });
    const insert = async (tx: Tx): Promise<readonly port.Enqueued[]> => {
      await this.announce(tx, 'work');
      const told = await insertJobs(tx, checked, nowMs);
      const added = checked.filter((_job, index) => told[index]?.outcome === 'added').map(askOf);
      await admitJobs(tx, added, { caps, nowMs });
      return told;
    };
    return tx ? this.inTx(tx, insert) : this.batch.alone(insert);
  }

  async openGroup(group: { id: string; kind: string; title: string }, tx: Tx): Promise<void> {
    await tx
      .insertInto('job_group')
      .values({ ...group, created_at_ms: this.clock.now() })
      .onConflict((oc) => oc.doNothing())
      .execute();
  }

  async claim(ask: port.ClaimAsk): Promise<readonly port.ClaimedJob[]> {
    if (ask.queues.length === 0) return [];
    const nowMs = this.clock.now();
    // where a write is due anyway the claim joins its transaction, without looking first
    if (!this.batch.isPending && !(await hasWork(this.db, nowMs))) return [];
    const turns = this.#turns;
    const openings = new WeakMap<Tx, Promise<ClaimOpening>>(); // what is done again is asked for anew
    const open = (tx: Tx): Promise<ClaimOpening> => {
      const opening = openings.get(tx) ?? openClaim(tx, ask, { nowMs, turns, guess: (pick) => this.guess(pick) });
      openings.set(tx, opening);
      return opening;
    };
    const take = async (tx: Tx): Promise<readonly port.ClaimedJob[]> => {
      const handOut: ClaimAt['handOut'] = (picked, guess) => this.handOut(tx, picked, guess);
      return await claimJobs(tx, ask, { nowMs, turns, opening: await open(tx), handOut });
    };
    // a power cut ends the claimant as well: its claim may be lost, and what came of it is written after it
    return this.batch.submit(take, { isEarly: true, ahead: async (tx) => claimAhead(tx, await open(tx)) });
  }

  /** What to ask for in the hope that this is what is picked; `handOut` is given it when it is done. */
  protected async guess(_pick: LikelyPick): Promise<Once | undefined> {
    return undefined;
  }

  /** The jobs that a claimant gets in the place of those picked: as many of each lane, or fewer. */
  protected async handOut(_tx: Tx, picked: HandOut, _guess?: Once): Promise<readonly JobId[]> {
    return picked.map(({ id }) => id);
  }

  nextDueAtMs(): Promise<number | undefined> {
    return nextDueAtMs(this.db, this.clock.now());
  }

  async renew(
    leases: readonly port.Lease[],
    leaseMs: number,
  ): Promise<{ lost: readonly JobId[]; cancelled: readonly JobId[] }> {
    if (leases.length === 0) return { lost: [], cancelled: [] };
    return this.batch.submit((tx) => renewLeases(tx, leases, this.clock.now() + leaseMs), { isEarly: true });
  }

  abstract keepAlive(worker: WorkerId, every: { leaseMs: number; beatMs: number }): AsyncDisposable | undefined;

  cancelRequests(worker: WorkerId): Promise<readonly JobId[]> {
    return cancelRequests(this.db, worker);
  }

  async settle(results: readonly port.Settled[], tx?: Tx): Promise<{ stale: readonly JobId[] }> {
    if (results.length === 0) return { stale: [] };
    const write = async (tx: Tx): Promise<readonly JobId[]> => {
      const { ended, stale, frees } = await settleJobs(tx, results, this.clock.now());
      this.#count(tx, ended);
      if (frees) await this.announce(tx, 'work');
      return stale;
    };
    return { stale: await (tx ? this.inTx(tx, write) : this.batch.submit(write)) };
  }

  async release(leases: readonly port.Lease[]): Promise<void> {
    if (leases.length === 0) return;
    await this.batch.submit(async (tx) => {
      this.#count(tx, await releaseJobs(tx, leases, this.clock.now()));
      await this.announce(tx, 'work');
    });
  }

  async progress(reports: readonly port.Progress[]): Promise<void> {
    if (reports.length > 0) await this.batch.submit((tx) => noteProgress(tx, reports), { isEarly: true });
  }

  register(worker: WorkerSelf): Promise<void> {
    return this.batch.submit((tx) => registerWorker(tx, worker, this.clock.now()));
  }

  seen(id: WorkerId, now: WorkerNow): Promise<void> {
    const note = async (tx: Tx): Promise<void> => {
      await this.#stats.write(tx);
      await noteSeen(tx, id, { ...now, atMs: this.clock.now() });
    };
    return this.batch.submit(note, { isEarly: true });
  }

  async rescue({ onlyDead = false }: { readonly onlyDead?: boolean } = {}): Promise<readonly JobId[]> {
    const nowMs = this.clock.now();
    const dead = await deadWorkers(this.db, this.#self);
    if (dead.length === 0 && (onlyDead || !(await hasExpired(this.db, nowMs)))) return [];
    return this.batch.submit(async (tx) => {
      const taken = await takeBack(tx, { dead, lapsedMs: onlyDead ? 0 : nowMs }, nowMs);
      if (taken.length > 0) await this.announce(tx, 'work');
      return taken;
    });
  }

  async moveStrays({ kinds, freshMs, signal }: StrayAsk): Promise<number> {
    const seenSinceMs = this.clock.now() - freshMs;
    const strays = await findStrays(this.db, { kinds, names: this.#names, queueOf: this.queueOf, seenSinceMs });
    let total = 0;
    for (const stray of strays) {
      for (let isMore = true; isMore && !signal.aborted;) {
        const moved = await this.batch.submit(async (tx) => {
          const some = await moveSome(tx, stray, this.clock.now());
          if (some.count > 0) await this.announce(tx, 'work');
          return some;
        });
        total += moved.count;
        isMore = moved.isMore;
      }
    }
    const over = signal.aborted ? [] : strays.filter(({ isAll }) => isAll).map(({ from }) => from);
    await Promise.all([...new Set(over)].map((queue) => this.resume(queue))); // its pause went along
    return total;
  }

  #count(tx: Tx, ended: readonly EndedAttempt[]): void {
    const nowMs = this.clock.now();
    afterCommit(tx, () => this.#stats.add(ended, nowMs));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.forgetListeners();
  }
}
