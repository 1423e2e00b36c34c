import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { afterCommit } from '../db/transaction.ts';
import { decideFailure } from './decide-failure.ts';
import type { ClaimedJob, JobSource, Progress, Settled } from './engine.ts';
import type { AnyKind, RunningJob } from './kind.ts';

/** Why a running job is told to stop. */
export type AbortReason = 'cancel' | 'timeout' | 'lost' | 'shutdown';

/** What becomes of the job: settled, given back, or nothing (it is not ours any more, or was finished by its handler). */
export type Verdict = { readonly settle: Settled } | 'release' | 'nothing';

/** What an attempt is made of. */
export interface AttemptParts {
  readonly job: ClaimedJob;
  readonly kind: AnyKind;
  /** The payload after the kind's schema. */
  readonly input: unknown;
  readonly needs: unknown;
  readonly source: Pick<JobSource, 'settle'>;
  readonly clock: Clock;
  readonly log: Log;
  onProgress(report: Progress): void;
}

/** A handler that has not returned this long after its abort is settled without it. Milliseconds. */
const GRACE_MS = 5_000;

const ABORTS: Readonly<Record<AbortReason, AppError>> = {
  cancel: new AppError('job_cancelled', 'The job was cancelled'),
  timeout: new AppError('job_timeout', 'The time limit of the job passed', { retry: 'retry' }),
  lost: new AppError('job_lease_lost', 'Another worker has taken the job over'),
  shutdown: new AppError('job_shutdown', 'The worker stops'),
};

/** One running handler, with its time limit and its abort. */
export class Attempt {
  readonly #parts: AttemptParts;
  readonly #controller = new AbortController();
  readonly #over = new AbortController();
  readonly #abandoned = Promise.withResolvers<'abandoned'>();
  #aborted: AbortReason | undefined;
  #isFinished = false;

  constructor(parts: AttemptParts) {
    this.#parts = parts;
  }

  /**
   * Runs the handler. `verdict` comes when it returns, or some seconds after an abort that it ignores;
   * `returned` when it really has. Neither rejects.
   */
  start(): { verdict: Promise<Verdict>; returned: Promise<void> } {
    const { kind, clock } = this.#parts;
    const outcome = this.#handle();
    void clock.sleep(kind.timeoutMs, this.#over.signal).then(() => this.abort('timeout'));
    const verdict = Promise.race([outcome, this.#abandoned.promise]).then((first) => this.#judge(first));
    return { verdict, returned: outcome.then(() => undefined) };
  }

  /** Tells the handler to stop; the first reason stays. */
  abort(reason: AbortReason): void {
    if (this.#aborted || this.#over.signal.aborted) return;
    this.#aborted = reason;
    this.#controller.abort(ABORTS[reason]);
    void this.#parts.clock.sleep(GRACE_MS, this.#over.signal).then(() => this.#abandoned.resolve('abandoned'));
  }

  async #handle(): Promise<{ ok: unknown } | { error: unknown }> {
    const { kind, input, needs } = this.#parts;
    try {
      return { ok: await kind.run(input, needs, this.#running()) };
    } catch (error) {
      return { error };
    } finally {
      this.#over.abort('over'); // a reason of our own spares the making of an error
    }
  }

  #judge(first: { ok: unknown } | { error: unknown } | 'abandoned'): Verdict {
    const { lease } = this.#parts.job;
    if (this.#isFinished || this.#aborted === 'lost') return 'nothing';
    if (first === 'abandoned') {
      this.#parts.log.warn(
        { job: lease.id, reason: this.#aborted },
        'A job does not stop when told; its slot stays taken',
      );
    }
    // once aborted, the reason decides: what an interrupted handler returns may be half of the work
    if (this.#aborted === 'cancel') return { settle: { lease, cancelled: 'Cancelled while it ran' } };
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
    return { settle: { lease: this.#parts.job.lease, ok } };
  }

  #failed(error: unknown): Verdict {
    const { job, kind, clock, log } = this.#parts;
    const random = Math.random();
    const verdict = decideFailure(error, {
      policy: kind.retry,
      countedFailures: job.countedFailures,
      nowMs: clock.now(),
      random,
    });
    const { code } = 'failed' in verdict ? verdict.failed : verdict.error;
    const fields = { job: job.lease.id, kind: kind.kind, attempt: job.attempt, code, error };
    if ('failed' in verdict) log.error(fields, 'A job has failed');
    else log.warn({ ...fields, retryAtMs: verdict.retryAtMs }, 'A job will be tried again');
    return { settle: { lease: job.lease, ...verdict } };
  }

  #running(): RunningJob {
    const { job, kind, log, source, onProgress } = this.#parts;
    const { lease } = job;
    let own: Log | undefined;
    return {
      id: lease.id,
      attempt: job.attempt,
      signal: this.#controller.signal,
      reason: () => this.#aborted,
      get log() {
        own ??= log.child({ job: lease.id, kind: kind.kind, attempt: job.attempt });
        return own;
      },
      progress: (done, total) => onProgress({ lease, done, total: total ?? null }),
      finish: async (tx, result) => {
        const { stale } = await source.settle([{ lease, ok: result ?? null }], tx);
        if (stale.length > 0) throw ABORTS.lost;
        afterCommit(tx, () => (this.#isFinished = true));
      },
    };
  }
}
