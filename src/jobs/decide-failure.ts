import { ZodError } from 'zod';
import { AppError, toAppError } from '../base/errors.ts';
import { isPassingTrouble } from '../db/passing-trouble.ts';
import type { JobError } from './job-record.ts';
import type { RetryPolicy } from './kind.ts';

/** What follows from a failed attempt. `counts`: it uses up one of the attempts. */
export type FailureVerdict =
  | { readonly retryAtMs: number; readonly error: JobError; readonly counts: boolean }
  | { readonly blockedOn: string; readonly error: JobError }
  | { readonly failed: JobError };

/** What the decision depends on besides the error. */
export interface FailureContext {
  readonly policy: RetryPolicy;
  /** The kind's queue: who writes to one volume waits for it together. */
  readonly queue: string;
  /** Counted failures before this one. */
  readonly countedFailures: number;
  readonly nowMs: number;
  /** In [0, 1), for jitter. */
  readonly random: number;
}

const MESSAGE_CHARS = 2_000;
/** While the database is in trouble, for a kind that is not tried again otherwise. */
const TROUBLE_MS = 10_000;

/** Retry or give up, by the error's own advice first and the kind's policy second. */
export function decideFailure(thrown: unknown, context: FailureContext): FailureVerdict {
  const cause = asAppError(thrown);
  const error = jobErrorOf(cause);
  const adviceMs = typeof cause.retry === 'object' && 'afterMs' in cause.retry ? cause.retry.afterMs : undefined;
  const service = serviceOf(cause, context.queue);
  if (service !== undefined) return { blockedOn: service, error };
  if (isPassingTrouble(cause)) {
    const waitMs = adviceMs ?? retryDelayMs(context.policy, 0, context.random) ?? TROUBLE_MS;
    return { retryAtMs: context.nowMs + waitMs, error, counts: false };
  }
  if (cause.retry === 'give-up') return { failed: error };
  const policyMs = retryDelayMs(context.policy, context.countedFailures, context.random);
  if (policyMs === undefined) return { failed: error };
  return { retryAtMs: context.nowMs + (adviceMs ?? policyMs), error, counts: true };
}

/** What is outside and away, and comes back: waiting for it never uses up an attempt. */
function serviceOf(error: AppError, queue: string): string | undefined {
  if (typeof error.retry === 'object' && 'service' in error.retry) return error.retry.service;
  return error.code === 'disk_full' ? diskOf(queue) : undefined;
}

/** The volume that the jobs of a queue write to, as a service; by the name that the queue has by itself. */
export function diskOf(queue: string): string {
  return `disk:${queue}`;
}

/** Wait before the next attempt after `failures` counted ones before this; undefined = none is left. */
export function retryDelayMs(policy: RetryPolicy, failures: number, random: number): number | undefined {
  if ('delaysMs' in policy) return policy.delaysMs[failures];
  if (failures + 1 >= policy.attempts) return undefined;
  const plain = Math.min(policy.capMs, policy.firstMs * policy.factor ** failures);
  return Math.round(plain * (1 + policy.jitter * (2 * random - 1)));
}

/** Counted failures a job may have before it has failed. */
export function attemptsOf(policy: RetryPolicy): number {
  return 'delaysMs' in policy ? policy.delaysMs.length + 1 : policy.attempts;
}

/** What is stored and shown of an error. */
export function jobErrorOf(error: AppError): JobError {
  const { code, cause } = error;
  const message = error.message.slice(0, MESSAGE_CHARS);
  const below = cause instanceof Error ? cause.message.slice(0, MESSAGE_CHARS) : undefined;
  return { code, message, class: classOf(error), ...(below && below !== message ? { cause: below } : {}) };
}

function classOf({ code, retry }: AppError): JobError['class'] {
  if (code === 'busy') return 'busy';
  if (code === 'disk_full' || (typeof retry === 'object' && 'service' in retry)) return 'dependency';
  return retry === 'give-up' ? 'permanent' : 'transient';
}

function asAppError(thrown: unknown): AppError {
  if (thrown instanceof ZodError)
    return new AppError('bug', `Data does not fit its schema: ${thrown.message}`, { cause: thrown });
  return toAppError(thrown);
}
