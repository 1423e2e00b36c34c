import { z } from 'zod';
import type { JobId } from '../contract/ids.ts';
import type { JobEventTable, JobState } from '../db/tables/job.ts';
import type { JobLine } from './attempt-record.ts';

/** What is told of a failure: stored, shown, grouped by `code`. */
export interface JobError {
  readonly code: string;
  readonly message: string;
  /** `permanent` = trying again as it is helps nothing. */
  readonly class?: 'transient' | 'permanent' | 'busy' | 'dependency' | undefined;
  /** Message of what lies below, where it says more. */
  readonly cause?: string | undefined;
}

/** One job as people see it. */
export interface JobRecord {
  readonly id: JobId;
  readonly queue: string;
  readonly kind: string;
  readonly state: JobState;
  readonly priority: number;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly countedFailures: number;
  readonly assetId: string | null;
  readonly sessionId: string | null;
  readonly payload: unknown;
  readonly progress: { readonly done: number; readonly total: number | null };
  readonly result: unknown;
  readonly error: JobError | null;
  readonly cancelRequested: boolean;
  readonly runAtMs: number;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
}

/** One try of a job. `outcome` null = it runs. */
export interface JobAttempt {
  readonly attempt: number;
  readonly worker: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly outcome: string | null;
  readonly error: JobError | null;
  /** Names and milliseconds, in order. */
  readonly stages: readonly (readonly [string, number])[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A line of a job's log. */
export interface JobLogLine {
  readonly attempt: number;
  readonly atMs: number;
  readonly level: JobLine['level'];
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** One job with its attempts, first one first, and the last lines of its log. */
export interface JobDetails extends JobRecord {
  readonly attempts: readonly JobAttempt[];
  readonly log: readonly JobLogLine[];
}

const int = z.number().int();

/** How a job had come to its end, or to wait for its next try, when it was to be tried again; as it is stored to be taken back. */
export const JobEnd = z.object({
  attempt: int,
  runAtMs: int,
  countedFailures: int,
  lost: int,
  /** Error and result as the row has them. */
  error: z.string().nullable(),
  result: z.string().nullable(),
  ignoredAtMs: int.nullable(),
  finishedAtMs: int.nullable(),
  cancelRequestedAtMs: int.nullable(),
  progressDone: int,
  progressTotal: int.nullable(),
});
export type JobEnd = z.infer<typeof JobEnd>;

/** What stood, by names of whoever asked for a job, before it was put in line; jobs themselves read nothing in it. */
export const StoodBefore = z.record(z.string(), z.union([z.string(), int, z.null()]));
export type StoodBefore = z.infer<typeof StoodBefore>;

/** What a change by a person made of a job, and what it was before. */
export interface ChangedJob {
  readonly id: JobId;
  readonly type: JobEventTable['type'];
  readonly state: JobState;
  readonly priority: number;
  /** Of a job that was tried again. */
  readonly end?: JobEnd | undefined;
  /** Of a job that was put in line to try something again. */
  readonly before?: StoodBefore | undefined;
}
