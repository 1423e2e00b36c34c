import type { ColumnType, Generated } from 'kysely';

/**
 * `held` by a person, `waiting` for other jobs, `scheduled` for a time, `blocked` by a service that is away, `ready` to
 * start. The legal changes stand in jobs/states.ts.
 */
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
  /** Parents that have not ended; `waiting` until it is 0. */
  deps_left: Generated<number>;
  /** Queue, kind and the services it needs, separated by spaces: jobs of one lane wait for the same things. */
  lane: Generated<string>;
  /** Name of the service that is down, while `blocked`. */
  blocked_on: string | null;
  /** What the running attempt is at, in a word, and since when. */
  stage: string | null;
  stage_at_ms: number | null;
  /** A failure that a person has seen and wants to see no more. */
  ignored_at_ms: number | null;
}

/** Attempts that ended; the one that runs stands in its job until then. */
export interface JobAttemptTable {
  job_id: string;
  attempt: number;
  worker_id: string;
  started_at_ms: number;
  ended_at_ms: number | null;
  outcome: 'ok' | 'retry' | 'failed' | 'snoozed' | 'blocked' | 'cancelled' | 'timeout' | 'lost' | 'released' | null;
  error: string | null;
  /** JSON list of `[stage, milliseconds]`, in order. */
  stages: string | null;
  /** JSON: tool versions, parameters and the like, as the handler gave them. */
  facts: string | null;
}

export interface JobQueueTable {
  name: string;
  paused_at_ms: number | null;
  paused_by: string | null;
  /** The pause is a lease of a tool and ends by itself; null = until someone resumes. */
  paused_until_ms: number | null;
  /** Most jobs of it at once over all workers; null = as many as slots allow. */
  concurrency: number | null;
  /** JSON of the policy window: hours and `onlyWhenIdle`; null = always. */
  run_window: string | null;
}

/** What a handler wrote down (`log`, capped a job) and what people did to the job. The rest is told by its attempts. */
export interface JobEventTable {
  job_id: string;
  seq: number;
  at_ms: number;
  /** 0 = before the first. */
  attempt: number;
  type: 'log' | 'retried' | 'cancel_asked' | 'held' | 'released' | 'prioritised' | 'ignored' | 'shown' | 'undone';
  /** JSON: of a log line level, message and fields; of a change by a person its id and what the job was before. */
  data: string | null;
}

/** A job starts only after its parents. */
export interface JobDepTable {
  job_id: string;
  parent_id: string;
  /** What a parent's failure or cancel makes of it. `fail` = it fails too; `cancel` = it is cancelled; `run` = it runs all the same. */
  on_failure: 'fail' | 'cancel' | 'run';
  /** 1 = the parent has ended. */
  met: Generated<number>;
}

/** A job that somebody asked for, for as long as it has not ended; of what a library makes for itself there is no row. */
export interface JobAskTable {
  job_id: string;
  at_ms: number;
}

/** Jobs that are one piece of work for people. */
export interface JobGroupTable {
  id: string;
  kind: string;
  title: string;
  created_at_ms: number;
}

/** Something outside that kinds need; no row = up. */
export interface JobServiceTable {
  name: string;
  state: 'up' | 'down';
  since_ms: number;
  failures: number;
  next_probe_at_ms: number | null;
  reason: string | null;
  /** The job that was let through to see whether it is back. */
  probe_job_id: string | null;
}

/** An attempt that failed, of a job whose records were removed, or are about to be. */
export interface JobFaultTable {
  job_id: string;
  attempt: number;
  kind: string;
  asset_id: string | null;
  at_ms: number;
  /** 1 = its job ended as failed by it. */
  is_final: number;
  error: string;
}

/** Work that comes back by the clock, or when somebody asks for it. */
export interface JobScheduleTable {
  key: string;
  kind: string;
  payload: string;
  /** Blank = only when somebody asks for it. */
  cron: string;
  /** IANA name; null = the machine's. */
  time_zone: string | null;
  next_run_at_ms: number | null;
  paused_at_ms: number | null;
  /** Most times by the clock in one day of its zone; null = any number. */
  per_day: number | null;
  /** How often it came back by the clock on the day of its zone that it last did, as 2026-03-29. */
  ran_day: string | null;
  ran_times: Generated<number>;
}

/** A tick that led to a job: the same tick never leads to a second. */
export interface JobScheduleRunTable {
  key: string;
  run_at_ms: number;
  job_id: string;
}

/** Ended attempts of one minute; sums, so that rows can be added up. */
export interface JobStatTable {
  /** Milliseconds UTC of its start. */
  minute: number;
  queue: string;
  kind: string;
  outcome: string;
  worker_id: string;
  count: number;
  wait_ms: number;
  run_ms: number;
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
  /** JSON list of the queues it works. */
  queues: Generated<string>;
  /** JSON list of the services that its machine lacks: their jobs are left to others. */
  lacks: ColumnType<string, string | undefined, string>;
  /** 1 = no other worker of one of its queues beside it. */
  is_exclusive: Generated<number>;
  rss_bytes: number | null;
  /** JSON of code and message, while its state is `error`. */
  error: string | null;
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
