import type { ChangeId, JobId, WorkerId } from '../contract/ids.ts';
import type { Tx } from '../db/database.ts';
import type { JobState } from '../db/tables/job.ts';
import type { AttemptRecord, JobLine } from './attempt-record.ts';
import type { ChangedJob, JobDetails, JobError, JobRecord } from './job-record.ts';
import type { AnyKind } from './kind.ts';
import type { QueueNaming } from './queue-naming.ts';
import type { RunWindow } from './run-window.ts';
import type { Resources } from './slots.ts';
import type { WorkerLedger } from './worker-ledger.ts';

/** A job to be. `input` is checked against the kind's schema. */
export interface NewJob {
  readonly kind: AnyKind;
  readonly input: unknown;
  readonly priority?: number;
  /** Not before this time; default now. */
  readonly runAtMs?: number;
  /** What it needs besides the services of its kind. */
  readonly services?: readonly string[];
  /** Jobs that have to end first; `onFailure` = what becomes of it when one does not end well. */
  readonly after?: readonly { readonly id: JobId; readonly onFailure: 'fail' | 'cancel' | 'run' }[];
}

/** `duplicate`: an unfinished job with the same unique key is returned instead. */
export interface Enqueued {
  readonly id: JobId;
  readonly outcome: 'added' | 'duplicate';
}

/** The side of those who want work done. */
export interface JobSink {
  /**
   * With `tx`: visible to workers exactly when the caller's transaction commits. Inside a transaction always pass it.
   * @throws job_payload_invalid
   */
  enqueue(jobs: readonly NewJob[], tx?: Tx): Promise<readonly Enqueued[]>;
}

/** Most jobs that were asked for and have not ended, by names of kinds, and of one asset; 0 = any number. */
export interface JobCaps {
  readonly total: number;
  readonly perKind: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly perAsset: number;
}

/** The side of people and programs that ask for work, besides all that a library makes for itself. */
export interface JobAsks {
  /** As `enqueue`, but refused as a whole where more than the caps would be open. @throws queue_full · job_payload_invalid */
  ask(jobs: readonly NewJob[], caps: JobCaps, tx?: Tx): Promise<readonly Enqueued[]>;
}

/** The side of those who begin what many jobs do together. */
export interface JobGroups {
  /** Names a piece of work whose jobs say its id as their session: pages show how far the whole is. */
  openGroup(group: { readonly id: string; readonly kind: string; readonly title: string }, tx: Tx): Promise<void>;
}

/**
 * Who has claimed a job, and what stays as it was at the claim until the attempt ends. `fence` is the fencing token: a
 * stale worker's no longer matches, so its results miss.
 */
export interface Lease {
  readonly id: JobId;
  readonly worker: WorkerId;
  readonly fence: number;
  readonly attempt: number;
  readonly queue: string;
  readonly kind: string;
  /** When the attempt could begin, and when it did. */
  readonly dueAtMs: number;
  readonly startedAtMs: number;
}

/** A job that is ours until its lease ends. */
export interface ClaimedJob {
  readonly lease: Lease;
  readonly payload: unknown;
  readonly countedFailures: number;
}

/** The end of one attempt. `counts: false` uses up none of the attempts. */
export type Settled = { readonly lease: Lease; readonly record?: AttemptRecord } & (
  | { readonly ok: unknown }
  | { readonly retryAtMs: number; readonly error: JobError; readonly counts: boolean }
  /** A service is away: the job waits for it, and so does all that is known to need it. */
  | { readonly blockedOn: string; readonly error: JobError }
  | { readonly failed: JobError }
  | { readonly cancelled: string }
);

/** How far a job is; `total` null = not known yet. */
export interface Progress {
  readonly lease: Lease;
  readonly done: number;
  readonly total: number | null;
  /** What it is at, since when. */
  readonly stage: { readonly name: string; readonly atMs: number } | null;
  /** Log lines since the last report. */
  readonly lines: readonly JobLine[];
}

/** What a worker has room for. */
export interface ClaimAsk {
  readonly worker: WorkerId;
  /** Queues with room, each with how many of its jobs could start now at most. */
  readonly queues: readonly { readonly name: string; readonly limit: number }[];
  /** Free units in all; what is claimed together fits into them. */
  readonly free: Resources;
  /** What a job of a kind holds while it runs; an unknown kind holds nothing. */
  readonly holds: Readonly<Record<string, Resources>>;
  /** Most that may run at once over all workers, by name of a queue, kind or service, or `all`. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Services that this worker does not reach though others may, as a storage root of another machine. */
  readonly isUnreachable?: (service: string) => boolean;
  readonly leaseMs: number;
}

/** Why a worker is woken. `other`: another process changed something, anything. */
export type Wake = 'work' | 'cancel' | 'other';

/** The worker's side. A job is given to one worker at a time; who lost its lease changes nothing any more. */
export interface JobSource {
  /**
   * Best first: lower priority number, then kind by kind in turn, then earlier, then older. Never from a paused queue,
   * never over a limit, and of what needs a service that is down only one job, when it is time to see whether it is back.
   */
  claim(ask: ClaimAsk): Promise<readonly ClaimedJob[]>;
  /** When the next delayed job is due; undefined = there is none. */
  nextDueAtMs(): Promise<number | undefined>;
  /** One statement a beat. `lost`: stop the job, drop its result. `cancelled`: abort it. */
  renew(leases: readonly Lease[], leaseMs: number): Promise<{ lost: readonly JobId[]; cancelled: readonly JobId[] }>;
  /** Renews all leases of a worker from outside the event loop until disposed; undefined where the engine cannot. */
  keepAlive(worker: WorkerId, every: { leaseMs: number; beatMs: number }): AsyncDisposable | undefined;
  /** Jobs of this worker that someone asked to cancel. Only reads. */
  cancelRequests(worker: WorkerId): Promise<readonly JobId[]>;
  /** Group commit; `stale` = the fence was lost and the result dropped. */
  settle(results: readonly Settled[], tx?: Tx): Promise<{ stale: readonly JobId[] }>;
  /** Shutdown: back to ready, none of the attempts used up. */
  release(leases: readonly Lease[]): Promise<void>;
  progress(reports: readonly Progress[]): Promise<void>;
  /** Called when there may be work, a cancel or a change by another process. Must not throw. */
  onWake(listener: (why: Wake) => void): Disposable;
}

/** Something outside that jobs need: `root:…`, `disk:…`, a tool, a server. */
export interface JobService {
  readonly name: string;
  readonly state: 'up' | 'down';
  readonly sinceMs: number;
  /** Failed probes in a row. */
  readonly failures: number;
  /** When a job is let through to see; null while someone watches it and will tell. */
  readonly nextProbeAtMs: number | null;
  readonly reason: string | null;
}

/** The side of those who know whether a service is there. With `tx` it is told exactly when that commits. */
export interface JobServices {
  /** Holds back what needs it, until `serviceUp`. */
  serviceDown(name: string, reason: string, tx?: Tx): Promise<void>;
  /** Lets go on what waits for it. */
  serviceUp(name: string, tx?: Tx): Promise<void>;
  /** Jobs that wait and can do with another service than `from`, each with which; what runs is left alone. */
  needInstead(from: string, changes: readonly { readonly id: JobId; readonly to: string }[], tx: Tx): Promise<void>;
}

/** Jobs of one kind in one state. */
export interface QueueCount {
  readonly queue: string;
  readonly kind: string;
  readonly state: JobState;
  readonly count: number;
}

/** All that are given must match. */
export interface JobFilter {
  readonly queue?: string;
  readonly kind?: string;
  readonly state?: JobState;
  readonly assetId?: string;
  readonly sessionId?: string;
}

/** The side of people: pages, commands, API. What is done with a `change` can be taken back by it. */
export interface JobAdmin {
  /** By queue, kind and state; reads every row. */
  counts(): Promise<readonly QueueCount[]>;
  /** What a status line needs, from indexes alone. `waiting` counts retries to come, not what is planned for later. */
  totals(): Promise<{ waiting: number; running: number; failed: number }>;
  /** Newest first; `before` is the last id of the page before. */
  list(filter: JobFilter, page: { limit: number; before?: JobId }): Promise<readonly JobRecord[]>;
  /** @throws job_not_found */
  job(id: JobId): Promise<JobDetails>;
  /** Waiting jobs are cancelled at once, running ones are told to stop. @returns how many */
  cancel(ids: readonly JobId[], change?: ChangeId): Promise<number>;
  /**
   * Jobs that have ended, well or not, and those that wait for their next try, are ready now with fresh attempts; not one
   * whose key is taken by now. With `caps`, those that ended well are asked for anew. @returns how many @throws queue_full
   */
  retry(ids: readonly JobId[], by?: { caps?: JobCaps; change?: ChangeId }): Promise<number>;
  /** Keeps jobs that nobody runs from starting, until `unhold`. @returns how many */
  hold(ids: readonly JobId[], change?: ChangeId): Promise<number>;
  unhold(ids: readonly JobId[], change?: ChangeId): Promise<number>;
  /** Sets the priority of jobs that have not started. @returns how many */
  prioritise(ids: readonly JobId[], priority: number, change?: ChangeId): Promise<number>;
  /** Failures that nobody has to see any more. @returns how many */
  ignore(ids: readonly JobId[], change?: ChangeId): Promise<number>;
  unignore(ids: readonly JobId[], change?: ChangeId): Promise<number>;
  /** Makes jobs what they were before a change, where they still are what it made of them. @returns how many */
  undo(changed: readonly ChangedJob[]): Promise<number>;
  /** Running jobs of the queue end as usual. With `forMs` it goes on by itself after that, unless paused again. */
  pause(queue: string, by: string, forMs?: number): Promise<void>;
  resume(queue: string): Promise<void>;
  /** Most jobs of a queue at once over all workers; null = as many as slots allow. */
  limitQueue(queue: string, concurrency: number | null): Promise<void>;
  paused(): Promise<readonly string[]>;
  /** Moves waiting jobs of a kind and these assets to the front. @returns how many */
  hurry(kind: string, assetIds: readonly string[], priority: number): Promise<number>;
  /** When queues may start jobs; those that are not named always may. */
  keepRunWindows(windows: Readonly<Record<string, RunWindow>>): Promise<void>;
  /** Somebody looks at the library: queues that run only when it is idle rest a while. */
  browsing(): Promise<void>;
  /** A schedule that is paused comes back at none of its times until it is resumed. @throws schedule_not_found */
  pauseSchedule(key: string): Promise<void>;
  /** One of the times that were missed is made up for. @throws schedule_not_found */
  resumeSchedule(key: string): Promise<void>;
  /** Services that are or were down, by name. */
  services(): Promise<readonly JobService[]>;
  /** Looks at the next turn whether a service is back. */
  probe(name: string): Promise<void>;
}

/** All of an engine. */
export interface JobEngine
  extends JobSink, JobAsks, JobGroups, JobSource, WorkerLedger, QueueNaming, JobAdmin, JobServices, AsyncDisposable {}
