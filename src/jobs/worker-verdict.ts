import type { WorkerVerdict } from '../contract/job-overview.ts';

/** What the verdict is taken from. Jobs of paused queues and delayed ones are not due. Times in milliseconds UTC. */
export interface WorkersSeen {
  readonly nowMs: number;
  /** Workers that have not stopped and whose heartbeat is fresh. */
  readonly live: number;
  /** Workers that have not stopped, but whose heartbeat is lost. */
  readonly stale: number;
  /** Jobs that live workers run. */
  readonly running: number;
  /** Since when the oldest due job waits; null = nothing is due. */
  readonly dueAtMs: number | null;
  /** The same among jobs that no live worker takes. */
  readonly unservedAtMs: number | null;
  /** What keeps jobs waiting of which none is due: somebody paused their queue, or what they need is away. */
  readonly heldBack: 'queue_paused' | 'service_down' | null;
}

/** A due job may wait this long for a worker before that is called a stall. */
const STALL_MS = 30_000;

/** One word for all workers, with the reason as a stable code. */
export function workerVerdict(seen: WorkersSeen): { readonly verdict: WorkerVerdict; readonly reasonCode: string } {
  const { nowMs, live, stale, running, dueAtMs, unservedAtMs } = seen;
  if (unservedAtMs !== null && nowMs - unservedAtMs > STALL_MS) {
    return { verdict: 'stalled', reasonCode: live === 0 ? 'due_without_worker' : 'due_without_worker_for_queue' };
  }
  if (live > 0 && running > 0) return { verdict: 'processing', reasonCode: 'heartbeat_fresh' };
  if (dueAtMs !== null) return { verdict: 'pending', reasonCode: live > 0 ? 'due_not_claimed' : 'worker_expected' };
  if (live > 0 && seen.heldBack !== null) return { verdict: 'pending', reasonCode: seen.heldBack };
  if (live > 0) return { verdict: 'idle', reasonCode: 'queue_empty' };
  return stale > 0
    ? { verdict: 'unknown', reasonCode: 'heartbeat_stale' }
    : { verdict: 'stopped', reasonCode: 'no_heartbeat' };
}
