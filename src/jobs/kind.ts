import type { z } from 'zod';
import type { Log } from '../base/log.ts';
import type { JobId } from '../contract/ids.ts';
import type { Tx } from '../db/database.ts';

/** When a failed job runs again. `delaysMs`: one entry a retry, then it has failed. */
export type RetryPolicy =
  | { readonly delaysMs: readonly number[] }
  | {
      readonly firstMs: number;
      readonly factor: number;
      readonly capMs: number;
      readonly attempts: number;
      readonly jitter: number;
    };

/** Explicit waits, e.g. `[10_000, 30_000, 60_000]` = four attempts in all. */
export const delays = (...delaysMs: readonly number[]): RetryPolicy => ({ delaysMs });

/** Waits that grow by `factor` up to `capMs`, each ± `jitter` (share). */
export const exponential = (options: {
  attempts: number;
  firstMs: number;
  capMs: number;
  factor?: number;
  jitter?: number;
}): RetryPolicy => ({
  firstMs: options.firstMs,
  capMs: options.capMs,
  attempts: options.attempts,
  factor: options.factor ?? 2,
  jitter: options.jitter ?? 0.2,
});

/** What a handler is told and may say while it runs. */
export interface RunningJob {
  readonly id: JobId;
  /** 1 at the first try; goes up with each, also with those that use up none of the attempts. */
  readonly attempt: number;
  /** A failure that counts would be the last one. */
  readonly isLastTry: boolean;
  /** Aborts on cancel, time limit, lost lease and shutdown. */
  readonly signal: AbortSignal;
  /** Why the signal aborted; undefined while it has not. `cancel` = a person asked for it. */
  reason(): 'cancel' | 'timeout' | 'lost' | 'shutdown' | undefined;
  /** Its lines stay with the job, the last 200 of them. */
  readonly log: Log;
  /** Work done so far; written at most once a second. */
  progress(done: number, total?: number): void;
  /** What it is at now, in a word; the stage before ends. Their durations stay with the attempt. */
  stage(name: string): void;
  /** Versions of tools, parameters and the like, to stay with the attempt. */
  facts(more: Readonly<Record<string, unknown>>): void;
  /**
   * Ends the job in the handler's own transaction, so that what it wrote and the end of the job are one: exactly once.
   * @throws job_lease_lost when another worker has taken over (let it roll the transaction back)
   */
  finish(tx: Tx, result?: unknown): Promise<void>;
}

/** A type of work: schema, policy, resources and handler in one place. */
export interface JobKind<Name extends string, Input, Needs> {
  readonly kind: Name;
  readonly input: z.ZodType<Input>;
  /** The queue that it has by itself; the settings may call it otherwise, see `QueueNaming`. */
  readonly queue: string;
  /** Lower runs first; default 100. */
  readonly priority?: number;
  readonly retry: RetryPolicy;
  /** Share of the work that it is in its session, compared with other kinds; default 1. */
  readonly weight?: number;
  /** Hard limit of one attempt, milliseconds. */
  readonly timeoutMs: number;
  /** What it holds while it runs, out of the worker's `slots`. */
  readonly resources: { readonly cpu?: number; readonly disk?: number; readonly tags?: number };
  /** Two unfinished jobs with one key are one job. */
  readonly uniqueKey?: (input: Input) => string;
  /** Names of services that it cannot do without; while one is down its jobs are not started. */
  readonly services?: (input: Input) => readonly string[];
  /** The asset and the session it works for, for pages and counts. */
  readonly about?: (input: Input) => { asset?: string; session?: string };
  /** Whether running it would change anything: asked where a person starts it. Without it, only the run can tell. */
  hasWork?(input: Input, needs: NoInfer<Needs>): Promise<boolean>;
  /** Idempotent. @returns a small JSON result */
  run(input: Input, needs: Needs, job: RunningJob): Promise<unknown>;
}

/** Declares a job kind; its types are inferred from the schema and the handler. */
export function defineJob<const Name extends string, Input, Needs>(
  kind: JobKind<Name, Input, Needs>,
): JobKind<Name, Input, Needs> {
  return kind;
}

/** Any kind, as lists of kinds hold them. */
// oxlint-disable-next-line typescript/no-explicit-any -- a list of kinds holds kinds of every input and need
export type AnyKind = JobKind<string, any, any>;

/** A job to be, its input checked by the compiler. */
export function newJob<Name extends string, Input, Needs>(
  kind: JobKind<Name, Input, Needs>,
  input: NoInfer<Input>,
  when: { readonly priority?: number; readonly runAtMs?: number; readonly services?: readonly string[] } = {},
): {
  readonly kind: JobKind<Name, Input, Needs>;
  readonly input: Input;
  readonly priority?: number;
  readonly runAtMs?: number;
  readonly services?: readonly string[];
} {
  return { kind, input, ...when };
}

type Intersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;

/** The intersection of all needs of a list of kinds: the composition root does not compile if one is missing. */
export type NeedsOf<Kinds extends readonly AnyKind[]> = Intersection<
  Kinds[number] extends infer K
    ? K extends { run(input: never, needs: infer N, job: never): unknown }
      ? unknown extends N
        ? never // a kind that needs nothing would make the needs of all others unknown
        : N
      : never
    : never
>;
