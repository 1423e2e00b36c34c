import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { JobSource } from './engine.ts';
import type { AnyKind, NeedsOf } from './kind.ts';
import type { QueueNaming } from './queue-naming.ts';
import type { WorkerLedger } from './worker-ledger.ts';

/** What a worker works on, with and for how much at once. */
export interface WorkerOptions<Kinds extends readonly AnyKind[]> {
  readonly source: JobSource & WorkerLedger & QueueNaming;
  readonly kinds: Kinds;
  readonly needs: NeedsOf<Kinds>;
  /** What there is of each resource; `jobs` = how many may run at once in all, default 32. */
  readonly slots: { readonly cpu: number; readonly disk: number; readonly tags: number; readonly jobs?: number };
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseMs?: number;
  readonly heartbeatMs?: number;
  /** Rest after a look that found nothing, for what no wake tells of; at least 100. */
  readonly sleepMs?: number;
  /** Be the only worker of its queues. */
  readonly isExclusive?: boolean;
  /** Most that may run at once over all workers, as `ClaimAsk` says; asked at each claim. */
  readonly limits?: () => Readonly<Record<string, number>>;
  /** Services that cannot be reached from here: their jobs are left to other workers. */
  readonly isUnreachable?: (service: string) => boolean;
  /** Of these those that its machine lacks, for people. */
  readonly lacks?: () => readonly string[];
}
