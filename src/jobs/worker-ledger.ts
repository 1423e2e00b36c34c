import type { JobId, WorkerId } from '../contract/ids.ts';
import type { WorkerNow, WorkerSelf } from './worker-self.ts';

/** Workers known by their own heartbeat, and the rescue of what dead ones held. */
export interface WorkerLedger {
  /** @throws worker_active */
  register(worker: WorkerSelf): Promise<void>;
  /** The heartbeat. */
  seen(id: WorkerId, now: WorkerNow): Promise<void>;
  /**
   * Takes back the jobs whose lease ran out and those of dead processes of this host, and notes these as stopped.
   * A job lost again and again waits, then has failed; one that was to be cancelled is cancelled. `onlyDead`: whose lease ran
   * out may not have been able to renew it, as nobody was. @returns the jobs taken back
   */
  rescue(options?: { readonly onlyDead?: boolean }): Promise<readonly JobId[]>;
}
