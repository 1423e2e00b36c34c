import type { Log } from '../../base/log.ts';

/** How a pool of child processes behaves. */
export interface ChildPoolOptions {
  /** Name in logs. */
  readonly name: string;
  /** The child's program; it calls `serveChild`. See `siblingModule`. */
  readonly module: URL;
  /** Most processes at once; they are started when there is work. */
  readonly size: number;
  /** Calls at once in one process; default 1. */
  readonly callsPerChild?: number;
  /** A child above this after a call takes no more and is replaced. */
  readonly recycleRssMiB: number;
  /** A child above this is killed at once, its calls fail with `decoder_out_of_memory` (Linux). */
  readonly maxRssMiB: number;
  /** A child without work for so long is ended, so that nothing is held while idle. */
  readonly idleMs: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
  readonly log: Log;
}
