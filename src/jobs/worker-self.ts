import type { JobId, WorkerId } from '../contract/ids.ts';
import type { ProcessIdentity } from '../db/process-identity.ts';
import type { WorkerTable } from '../db/tables/job.ts';
import type { JobError } from './job-record.ts';

/** A worker as it registers. */
export interface WorkerSelf extends ProcessIdentity {
  readonly id: WorkerId;
  /** Queues that it works. */
  readonly queues?: readonly string[];
  /** No other worker of one of its queues beside it. */
  readonly isExclusive?: boolean;
}

/** What a worker says of itself; `error` = its database refuses, it tries again. */
export type WorkerState = WorkerTable['state'];

/** A heartbeat. */
export interface WorkerNow {
  readonly state: WorkerState;
  readonly running: readonly JobId[];
  readonly rssBytes?: number;
  /** Services that its machine lacks. */
  readonly lacks?: readonly string[] | undefined;
  /** Why its state is `error`. */
  readonly error?: JobError | undefined;
}
