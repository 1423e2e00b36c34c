import type { JobState } from '../db/tables/job.ts';

/**
 * Every legal change of a job's state; anything else is refused by the statements that make the change,
 * which name the old state in their WHERE.
 */
export const transitions: Readonly<Record<JobState, readonly JobState[]>> = {
  held: ['ready', 'scheduled', 'cancelled'],
  waiting: ['ready', 'scheduled', 'failed', 'cancelled'],
  scheduled: ['ready', 'held', 'blocked', 'cancelled'],
  blocked: ['ready', 'held', 'cancelled'],
  ready: ['running', 'held', 'blocked', 'cancelled'],
  running: ['done', 'failed', 'cancelled', 'scheduled', 'blocked', 'ready'],
  done: ['ready'],
  failed: ['ready', 'waiting'],
  cancelled: ['ready', 'scheduled', 'held', 'waiting'],
};

/** Legal only for a job that a person asked to try again, before anybody starts it: it ends as it had ended, or waits as it did. */
export const waysBack: Readonly<Partial<Record<JobState, readonly JobState[]>>> = {
  ready: ['scheduled', 'done', 'failed'],
};

/** States in which a job has not run to its end and nobody runs it: a cancel ends it at once. */
export const unstarted = ['held', 'waiting', 'scheduled', 'blocked', 'ready'] as const satisfies readonly JobState[];

/** States a job leaves only when a person asks for a retry, or takes back what ended it. */
export const terminal = ['done', 'failed', 'cancelled'] as const satisfies readonly JobState[];

/** True when a job may go from one state to the other. */
export function isLegal(from: JobState, to: JobState): boolean {
  return transitions[from].includes(to);
}

/** True when the job has come to its end. */
export function isTerminal(state: JobState): boolean {
  return terminal.some((end) => end === state);
}
