import type { JobError } from './job-record.ts';

/** Waits before a job is claimed again, by how often it was lost with its worker; one more and it has failed. */
const WAITS_MS = [0, 10_000, 30_000];
/** Between suspects that were lost together: the one that ends its worker takes few of the others along next time. */
const APART_MS = 500;
const MOST_APART_MS = 60_000;

/** How a job lost its worker. */
export interface Loss {
  /** How often, this time counted. */
  readonly lost: number;
  /** Its place among the suspects that were lost together. */
  readonly place: number;
  /** `ended`: its process is gone; `silent`: its lease ran out, whatever became of it. */
  readonly how: 'ended' | 'silent';
}

const WHY = {
  ended: { code: 'job_worker_lost', message: 'The process of its worker ended while it ran' },
  silent: { code: 'job_worker_silent', message: 'Nothing was heard of its worker until its lease ran out' },
} as const;

/** What becomes of a job whose worker is gone. */
export interface LostVerdict {
  readonly state: 'ready' | 'scheduled' | 'failed';
  /** Undefined: it keeps its turn. */
  readonly runAtMs: number | undefined;
  readonly error: JobError;
}

/**
 * A worker that ends is mostly not the fault of what it ran, so a first loss costs nothing. A job that was there each time is
 * likely the cause: it is damped, then stopped.
 */
export function decideLost({ lost, place, how }: Loss, nowMs: number): LostVerdict {
  const waitMs = WAITS_MS[lost - 1];
  if (waitMs === undefined) {
    const message = `It was lost with its worker ${lost} times`;
    return { state: 'failed', runAtMs: undefined, error: { code: 'job_lost_too_often', message, class: 'permanent' } };
  }
  const times = lost === 1 ? '' : `; it was lost with its worker ${lost} times`;
  const error: JobError = { ...WHY[how], message: `${WHY[how].message}${times}`, class: 'transient' };
  if (waitMs === 0) return { state: 'ready', runAtMs: undefined, error };
  return { state: 'scheduled', runAtMs: nowMs + waitMs + Math.min(place * APART_MS, MOST_APART_MS), error };
}
