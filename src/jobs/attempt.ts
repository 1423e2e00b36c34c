import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { JobId } from '../contract/ids.ts';
import type { Tx } from '../db/database.ts';
import { afterCommit } from '../db/transaction.ts';
import { AttemptRecorder } from './attempt-record.ts';
import { attemptsOf, decideFailure } from './decide-failure.ts';
import type { ClaimedJob, JobSource, Lease, Progress, Settled } from './engine.ts';
import type { AnyKind, RunningJob } from './kind.ts';

/** Why a running job is told to stop. */
export type AbortReason = 'cancel' | 'timeout' | 'lost' | 'shutdown';

/** What becomes of the job: settled, given back, or nothing (it is not ours any more, or was finished by its handler). */
export type Verdict = { readonly settle: Settled } | 'release' | 'nothing';

/** A claimed job that can run. */
export interface PreparedJob {
  readonly job: ClaimedJob;
  readonly kind: AnyKind;
  /** The payload after the kind's schema. */
  readonly input: unknown;
}

/** Where attempts run: what handlers get, and whom attempts tell. */
export interface AttemptHost {
  readonly needs: unknown;
  readonly source: Pick<JobSource, 'settle'>;
  readonly clock: Clock;
  readonly log: Log;
  onProgress(report: Progress): void;
  /** Called once: when the handler returns, or some seconds after an abort that it ignores. */
  onVerdict(lease: Lease, verdict: Verdict): void;
  /** Called once, after the verdict or long after it: the handler really has returned. */
  onReturn(kind: AnyKind): void;
}

/** A handler that has not returned this long after its abort is settled without it. Milliseconds. */
const GRACE_MS = 5_000;

const ABORTS: Readonly<Record<AbortReason, AppError>> = {
  cancel: new AppError('job_cancelled', 'The job was cancelled'),
  timeout: new AppError('job_timeout', 'The time limit of the job passed', { retry: 'retry' }),
  lost: new AppError('job_lease_lost', 'Another worker has taken the job over'),
  shutdown: new AppError('job_shutdown', 'The worker stops'),
};

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type End = DistributiveOmit<Settled, 'lease' | 'record'>;
type Outcome = { readonly ok: unknown } | { readonly error: unknown };

/**
 * One running handler, which knows it as its `RunningJob`, with its time limit and its abort. It has no timer of its own:
 * see `tick`.
 */
export class Attempt implements RunningJob {
  readonly #prepared: PreparedJob;
  readonly #host: AttemptHost;
  /** Made when the handler asks for its signal: most never do. */
  #controller: AbortController | undefined;
  /** On the monotonic clock: the time limit, and after an abort the end of the grace. */
  #deadlineMs: number;
  #aborted: AbortReason | undefined;
  #record: AttemptRecorder | undefined;
  #log: Log | undefined;
  #progress: Pick<Progress, 'done' | 'total'> = { done: 0, total: null };
  #stage: Progress['stage'] = null;
  #isJudged = false;
  #isFinished = false;

  constructor(prepared: PreparedJob, host: AttemptHost) {
    this.#prepared = prepared;
    this.#host = host;
    this.#deadlineMs = host.clock.monotonic() + prepared.kind.timeoutMs;
  }

  get lease(): Lease {
    return this.#prepared.job.lease;
  }

  /** Runs the handler to its end; never rejects. */
  async start(): Promise<void> {
    const outcome = await this.#handle();
    this.#conclude(outcome);
    this.#host.onReturn(this.#prepared.kind);
  }

  /** Tells the handler to stop; the first reason stays. */
  abort(reason: AbortReason): void {
    if (this.#aborted || this.#isJudged) return;
    this.#aborted = reason;
    this.#deadlineMs = this.#host.clock.monotonic() + GRACE_MS;
    this.#controller?.abort(ABORTS[reason]);
  }

  /** To be called every second or so: ends what is over time, and lets go of a handler that hears no abort. */
  tick(nowMs: number): void {
    if (this.#isJudged || nowMs < this.#deadlineMs) return;
    if (this.#aborted) this.#conclude('abandoned');
    else this.abort('timeout');
  }

  get id(): JobId {
    return this.lease.id;
  }

  get attempt(): number {
    return this.lease.attempt;
  }

  get isLastTry(): boolean {
    const { job, kind } = this.#prepared;
    return job.countedFailures + 1 >= attemptsOf(kind.retry);
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#aborted) this.#controller.abort(ABORTS[this.#aborted]);
    return this.#controller.signal;
  }

  get log(): Log {
    const { id, attempt } = this;
    const fields = { job: id, kind: this.#prepared.kind.kind, attempt };
    this.#log ??= this.#recorder.logInto(this.#host.log.child(fields), () => this.#report());
    return this.#log;
  }

  reason(): AbortReason | undefined {
    return this.#aborted;
  }

  progress(done: number, total?: number): void {
    this.#progress = { done, total: total ?? null };
    this.#report();
  }

  stage(name: string): void {
    this.#recorder.stage(name);
    this.#stage = { name, atMs: this.#host.clock.now() };
    this.#report();
  }

  facts(more: Readonly<Record<string, unknown>>): void {
    this.#recorder.facts(more);
  }

  async finish(tx: Tx, result?: unknown): Promise<void> {
    const { stale } = await this.#host.source.settle([this.#settled({ ok: result ?? null })], tx);
    if (stale.length > 0) throw ABORTS.lost;
    afterCommit(tx, () => (this.#isFinished = true));
  }

  #conclude(outcome: Outcome | 'abandoned'): void {
    if (this.#isJudged) return;
    this.#isJudged = true;
    this.#host.onVerdict(this.lease, this.#judge(outcome));
  }

  async #handle(): Promise<Outcome> {
    const { kind, input } = this.#prepared;
    try {
      return { ok: await kind.run(input, this.#host.needs, this) };
    } catch (error) {
      return { error };
    }
  }

  #judge(first: Outcome | 'abandoned'): Verdict {
    const { lease } = this;
    if (this.#isFinished || this.#aborted === 'lost') return 'nothing';
    if (first === 'abandoned') {
      this.#host.log.warn(
        { job: lease.id, reason: this.#aborted },
        'A job does not stop when told; its slot stays taken',
      );
    }
    // once aborted, the reason decides: what an interrupted handler returns may be half of the work
    if (this.#aborted === 'cancel') return { settle: this.#settled({ cancelled: 'Cancelled while it ran' }) };
    if (this.#aborted === 'shutdown') return 'release';
    if (this.#aborted === 'timeout') return this.#failed(ABORTS.timeout);
    if (first !== 'abandoned' && 'ok' in first) return this.#succeeded(first.ok);
    return this.#failed(first !== 'abandoned' && 'error' in first ? first.error : ABORTS.timeout);
  }

  #succeeded(value: unknown): Verdict {
    const ok = value ?? null;
    try {
      JSON.stringify(ok);
    } catch (error) {
      return this.#failed(error);
    }
    return { settle: this.#settled({ ok }) };
  }

  #failed(error: unknown): Verdict {
    const { job, kind } = this.#prepared;
    const { clock, log } = this.#host;
    const random = Math.random();
    const verdict = decideFailure(error, {
      policy: kind.retry,
      queue: kind.queue,
      countedFailures: job.countedFailures,
      nowMs: clock.now(),
      random,
    });
    const { code } = 'failed' in verdict ? verdict.failed : verdict.error;
    const fields = { job: job.lease.id, kind: kind.kind, attempt: job.lease.attempt, code, error };
    if ('failed' in verdict) log.error(fields, 'A job has failed');
    else if ('blockedOn' in verdict) log.warn({ ...fields, service: verdict.blockedOn }, 'A job waits for a service');
    else log.warn({ ...fields, retryAtMs: verdict.retryAtMs }, 'A job will be tried again');
    return { settle: this.#settled(verdict) };
  }

  /** With what the handler told of the attempt; most tell nothing. */
  #settled(end: End): Settled {
    const { lease } = this;
    return this.#record ? { lease, record: this.#record.record(), ...end } : { lease, ...end };
  }

  get #recorder(): AttemptRecorder {
    this.#record ??= new AttemptRecorder(this.#host.clock);
    return this.#record;
  }

  #report(): void {
    const lines = this.#record?.takeLines() ?? [];
    this.#host.onProgress({ lease: this.lease, ...this.#progress, stage: this.#stage, lines });
  }
}
