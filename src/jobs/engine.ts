import type { JobId, WorkerId } from '../contract/ids.ts';
import type { Tx } from '../db/database.ts';
import type { JobState } from '../db/tables/job.ts';
import type { AnyKind } from './kind.ts';

/** A job to be. `input` is checked against the kind's schema. */
export interface NewJob {
  readonly kind: AnyKind;
  readonly input: unknown;
  readonly priority?: number;
  /** Not before this time; default now. */
  readonly runAtMs?: number;
}

export interface JobSink {
  /** With `tx`: visible to workers exactly when the caller's transaction commits. `duplicate`: an unfinished job with its unique key is returned instead. */
  enqueue(jobs: readonly NewJob[], tx?: Tx): Promise<readonly { id: JobId; outcome: 'added' | 'duplicate' }[]>;
}

/** Fencing token: a stale worker's `fence` no longer matches, so its results miss. */
export interface Lease {
  readonly id: JobId;
  readonly worker: WorkerId;
  readonly fence: number;
}

export interface ClaimedJob {
  readonly lease: Lease;
  readonly kind: string;
  readonly payload: unknown;
  readonly attempt: number;
  readonly countedFailures: number;
}

/** What is told of a failure: stored, shown, grouped by `code`. */
export interface JobError {
  readonly code: string;
  readonly message: string;
}

/** The end of one attempt. */
export type Settled = { readonly lease: Lease } & (
  | { readonly ok: unknown }
  | { readonly retryAtMs: number; readonly error: JobError; readonly counts: boolean }
  | { readonly failed: JobError }
  | { readonly cancelled: string }
);

export interface ClaimAsk {
  readonly worker: WorkerId;
  /** Free slots by queue, never more than can start now. */
  readonly free: Readonly<Record<string, number>>;
  readonly leaseMs: number;
}

export interface JobSource {
  claim(ask: ClaimAsk): Promise<readonly ClaimedJob[]>;
  /** One statement a beat. `lost`: stop the job, drop its result. `cancelled`: abort it. */
  renew(leases: readonly Lease[], leaseMs: number): Promise<{ lost: readonly JobId[]; cancelled: readonly JobId[] }>;
  /** Group commit; `stale` = the fence was lost and the result dropped. */
  settle(results: readonly Settled[], tx?: Tx): Promise<{ stale: readonly JobId[] }>;
  /** Shutdown: back to ready, the attempt refunded. */
  release(leases: readonly Lease[]): Promise<void>;
  progress(lease: Lease, done: number, total: number | null): Promise<void>;
  /** Called when there may be work, a cancel or a pause. */
  onWake(listener: () => void): Disposable;
}

export interface QueueCount {
  readonly queue: string;
  readonly kind: string;
  readonly state: JobState;
  readonly count: number;
}

export interface JobAdmin {
  counts(): Promise<readonly QueueCount[]>;
  /** Waiting jobs are cancelled at once, running ones are told to stop. @returns how many */
  cancel(ids: readonly JobId[]): Promise<number>;
  /** Failed or cancelled jobs go back to ready with fresh attempts. */
  retry(ids: readonly JobId[]): Promise<number>;
  pause(queue: string, by: string): Promise<void>;
  resume(queue: string): Promise<void>;
  paused(): Promise<readonly string[]>;
  /** Moves waiting jobs of a kind and these assets to the front. */
  hurry(kind: string, assetIds: readonly string[], priority: number): Promise<number>;
}
