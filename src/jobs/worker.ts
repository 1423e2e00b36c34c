import { setImmediate as nextTurn } from 'node:timers/promises';
import { toAppError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import type { JobId, WorkerId } from '../contract/ids.ts';
import { thisProcess } from '../db/process-identity.ts';
import { Alarm } from './alarm.ts';
import { Attempt, type AttemptHost, type Verdict } from './attempt.ts';
import type { ClaimAsk, ClaimedJob, Lease, Wake } from './engine.ts';
import type { AnyKind } from './kind.ts';
import { jobErrorOf } from './decide-failure.ts';
import type { JobError } from './job-record.ts';
import { Outbox } from './outbox.ts';
import { prepareJob } from './prepare-job.ts';
import { RunningAttempts } from './running-attempts.ts';
import { type Resources, Slots } from './slots.ts';
import type { WorkerOptions } from './worker-options.ts';
import { startPulse } from './worker-pulse.ts';

/** A running worker. Disposing stops it with the default grace. */
export interface JobWorker extends AsyncDisposable {
  readonly id: WorkerId;
  /** Ids of the jobs it runs now. */
  running(): readonly JobId[];
  /** Why the database refuses what the worker writes and claims now; undefined while it does not. */
  trouble(): JobError | undefined;
  /** Claims no more, lets running jobs end for `graceMs` (default 10 000), then aborts them and gives them back. */
  stop(graceMs?: number): Promise<void>;
}

const JOBS_AT_ONCE = 32;
const LEASE_MS = 30_000;
const HEARTBEAT_MS = 5_000;
const SLEEP_MS = 1_500;
const SLEEP_AT_LEAST_MS = 100;
const STOP_GRACE_MS = 10_000;
/** Wait after the database refused. */
const TROUBLE_MS = 1_000;
const FLUSH_TRIES = 5;
/** While more jobs wait, ends of jobs wait this long for more of them: one wait for the disk for all. */
const GATHER_ENDS_MS = 3;

/** Starts a worker in this process: it claims what its slots have room for, and runs each job for itself. @throws worker_active */
export async function openWorker<const Kinds extends readonly AnyKind[]>(
  options: WorkerOptions<Kinds>,
): Promise<JobWorker> {
  const worker = new Worker(options);
  await worker.start();
  return worker;
}

class Worker implements JobWorker {
  readonly id: WorkerId;
  readonly #o: WorkerOptions<readonly AnyKind[]>;
  readonly #kinds: ReadonlyMap<string, AnyKind>;
  readonly #slots: Slots;
  readonly #host: AttemptHost;
  readonly #holds: ClaimAsk['holds'];
  readonly #places: readonly { readonly kind: string; readonly queue: string; readonly holds: Resources }[];
  readonly #running = new RunningAttempts();
  readonly #stopSignal = new AbortController();
  readonly #parts = new AsyncDisposableStack();
  readonly #outbox = new Outbox();
  readonly #alarm: Alarm;
  #isWanted = false;
  /** The last claim took several jobs: likely there are more. */
  #isFlooded = false;
  #turning: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  #trouble: JobError | undefined;

  constructor(options: WorkerOptions<readonly AnyKind[]>) {
    this.id = newId('wo', options.clock.now());
    this.#o = options;
    this.#alarm = new Alarm(options.clock, () => this.#look());
    this.#kinds = new Map(options.kinds.map((kind) => [kind.kind, kind]));
    this.#slots = new Slots({ ...options.slots, jobs: options.slots.jobs ?? JOBS_AT_ONCE });
    this.#host = this.#openHost(options);
    this.#places = options.kinds.map((kind) => {
      return { kind: kind.kind, queue: options.source.queueOf(kind), holds: this.#slots.fitted(kind.resources) };
    });
    this.#holds = Object.fromEntries(this.#places.map(({ kind, holds }) => [kind, holds]));
  }

  async start(): Promise<void> {
    const { source, clock, log, sleepMs = SLEEP_MS, leaseMs = LEASE_MS, heartbeatMs = HEARTBEAT_MS } = this.#o;
    await source.rescue(); // before it registers: who is dead holds no queue
    const queues = [...new Set(this.#places.map(({ queue }) => queue))];
    await source.register({ id: this.id, ...thisProcess(), queues, isExclusive: this.#o.isExclusive ?? false });
    this.#parts.use(source.keepAlive(this.id, { leaseMs, beatMs: heartbeatMs }));
    this.#parts.use(source.onWake((why) => this.#woken(why)));
    const pulse = startPulse({
      source,
      clock,
      log,
      worker: this.id,
      kinds: this.#o.kinds,
      leaseMs,
      heartbeatMs,
      sleepMs: Math.max(SLEEP_AT_LEAST_MS, sleepMs),
      running: this.#running,
      trouble: () => this.#trouble,
      lacks: this.#o.lacks,
      look: () => this.#look(),
      writeProgress: () => {
        if (this.#outbox.dueReports()) this.#look();
      },
    });
    this.#parts.use(pulse);
    this.#look();
  }

  readonly running = (): readonly JobId[] => this.#running.ids;
  readonly trouble = (): JobError | undefined => this.#trouble;

  stop(graceMs = STOP_GRACE_MS): Promise<void> {
    this.#stopping ??= this.#stop(graceMs);
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(graceMs: number): Promise<void> {
    const { clock, source } = this.#o;
    this.#stopSignal.abort();
    this.#alarm.set(undefined);
    await this.#turning;
    const grace = new AbortController();
    void this.#running.allReturned().then(() => grace.abort());
    if (graceMs > 0) await clock.sleep(graceMs, grace.signal);
    this.#running.abortAll('shutdown');
    await this.#running.allJudged();
    await this.#flush();
    await this.#parts.disposeAsync();
    await source.seen(this.id, { state: 'stopped', running: [] });
  }

  /** Writes what is left; what the database refuses again and again comes back when the leases run out. */
  async #flush(): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await this.#turn();
        return;
      } catch (error) {
        if (tries === FLUSH_TRIES) throw error;
        await this.#o.clock.sleep(TROUBLE_MS);
      }
    }
  }

  #woken(why: Wake): void {
    if (why !== 'cancel') this.#look();
    if (why === 'work' || this.#running.size === 0) return;
    void this.#o.source.cancelRequests(this.id).then(
      (ids) => ids.forEach((id) => this.#running.abort(id, 'cancel')),
      () => undefined, // the heartbeat asks again
    );
  }

  #look(): void {
    this.#isWanted = true;
    if (!this.#stopSignal.signal.aborted) this.#turning ??= this.#turns();
  }

  async #turns(): Promise<void> {
    while (this.#isWanted && !this.#stopSignal.signal.aborted) {
      await nextTurn(); // gathers all that ends in one turn of the event loop
      this.#isWanted = false;
      try {
        await this.#turn();
        this.#trouble = undefined;
      } catch (error) {
        this.#trouble = jobErrorOf(toAppError(error));
        this.#isWanted = true;
        const { code } = this.#trouble;
        this.#o.log.error({ worker: this.id, code, error }, 'The job database refused; trying again in a second');
        await this.#o.clock.sleep(TROUBLE_MS, this.#stopSignal.signal);
      }
    }
    this.#turning = undefined;
  }

  /** Writes what has ended and claims what there is room for, asked for together so that it is one transaction. */
  async #turn(): Promise<void> {
    const { source, clock, log, leaseMs = LEASE_MS, limits, isUnreachable } = this.#o;
    const reach = isUnreachable ? { isUnreachable } : {};
    const ask = { worker: this.id, leaseMs, holds: this.#holds, limits: limits?.() ?? {}, ...reach };
    const queues = this.#stopSignal.signal.aborted ? [] : this.#slots.queuesWithRoom(this.#places);
    const isLater = this.#isFlooded && queues.length > 0 && this.#outbox.canWait(clock.monotonic() - GATHER_ENDS_MS);
    if (isLater) this.#isWanted = true;
    const [written, claimed] = await Promise.allSettled([
      isLater ? undefined : this.#outbox.write(source, log),
      source.claim({ ...ask, queues, free: this.#slots.free }),
    ]);
    this.#isFlooded = claimed.status === 'fulfilled' && claimed.value.length > 1;
    if (claimed.status === 'fulfilled') for (const job of claimed.value) this.#begin(job);
    for (const step of [written, claimed]) if (step.status === 'rejected') throw step.reason;
    if (!this.#stopSignal.signal.aborted && this.#slots.hasRoom(this.#places)) await this.#setAlarm();
  }

  /** Looks again when the next delayed job is due. */
  async #setAlarm(): Promise<void> {
    const atMs = await this.#o.source.nextDueAtMs();
    this.#alarm.set(atMs === undefined ? undefined : atMs - this.#o.clock.now());
  }

  #begin(job: ClaimedJob): void {
    const { lease } = job;
    const prepared = prepareJob(job, this.#kinds, this.#o.clock.now());
    if (this.#stopSignal.signal.aborted) this.#conclude('release', lease);
    else if ('settle' in prepared) this.#conclude(prepared, lease);
    else {
      this.#slots.take(this.#holdsOf(prepared.kind));
      this.#running.start(new Attempt({ job, ...prepared }, this.#host));
    }
  }

  #openHost({ needs, source, clock, log }: WorkerOptions<readonly AnyKind[]>): AttemptHost {
    return {
      needs,
      source,
      clock,
      log,
      onProgress: (report) => this.#outbox.report(report),
      onVerdict: (lease, verdict) => {
        this.#running.judged(lease.id);
        this.#conclude(verdict, lease);
      },
      onReturn: (kind) => {
        this.#slots.give(this.#holdsOf(kind));
        this.#running.returned();
        this.#look();
      },
    };
  }

  #holdsOf({ kind, resources }: AnyKind): Resources {
    return this.#holds[kind] ?? this.#slots.fitted(resources);
  }

  #conclude(verdict: Verdict, lease: Lease): void {
    this.#outbox.conclude(verdict, lease, this.#o.clock.monotonic());
    this.#look();
  }
}
