import type { ColumnType, Generated } from 'kysely';

/** `blocked` and `held` are used by later kinds of waiting; the legal transitions stand in `jobs/states.ts`. */
export type JobState =
  | 'held'
  | 'waiting'
  | 'scheduled'
  | 'blocked'
  | 'ready'
  | 'running'
  | 'done'
  | 'failed'
  | 'cancelled';

/** The ledger: one row a job. Times are integer milliseconds UTC. */
export interface JobTable {
  id: string;
  queue: string;
  kind: string;
  state: JobState;
  /** Lower runs first. */
  priority: number;
  run_at_ms: number;
  /** Claims so far. */
  attempt: number;
  max_attempts: number;
  /** Failures that count towards `max_attempts` (a lost lease or a shutdown does not). */
  counted_failures: number;
  /** Claims lost with their worker; more than the limit = a poison job. */
  lost: number;
  lease_until_ms: number | null;
  worker_id: string | null;
  /** Goes up with each claim; a result with an older fence is dropped. */
  fence: number;
  cancel_requested_at_ms: number | null;
  /** Two unfinished jobs of a kind never share it. */
  unique_key: string | null;
  asset_id: string | null;
  session_id: string | null;
  payload: string;
  cursor: string | null;
  progress_done: number;
  progress_total: number | null;
  result: string | null;
  /** JSON of code, message, at. */
  error: string | null;
  created_at_ms: number;
  started_at_ms: number | null;
  finished_at_ms: number | null;
}

export interface JobAttemptTable {
  job_id: string;
  attempt: number;
  worker_id: string;
  started_at_ms: number;
  ended_at_ms: number | null;
  outcome: 'ok' | 'retry' | 'failed' | 'snoozed' | 'cancelled' | 'timeout' | 'lost' | 'released' | null;
  error: string | null;
}

export interface JobQueueTable {
  name: string;
  paused_at_ms: number | null;
  paused_by: string | null;
}

export interface WorkerTable {
  id: string;
  host: string;
  boot_id: string;
  pid: number;
  /** Start of the process in clock ticks since boot, so that a reused pid is told apart. */
  pid_started: string;
  state: 'starting' | 'running' | 'idle' | 'error' | 'stopped';
  started_at_ms: number;
  seen_at_ms: number;
  stopped_at_ms: number | null;
  /** JSON list of the job ids it runs. */
  running: ColumnType<string, string | undefined, string>;
}

export interface EventTable {
  seq: Generated<number>;
  at_ms: number;
  type: string;
  version: number;
  /** Id of what it is about. */
  subject: string | null;
  data: string;
}

export interface LibraryMetaTable {
  key: string;
  value: string;
}
