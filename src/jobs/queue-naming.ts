import type { AnyKind } from './kind.ts';

/** What the queues are called in this process, by the names that kinds give them; one that is not named keeps its own. */
export type QueueNames = Readonly<Record<string, string>>;

/** Jobs in queues of other names than those of this process, and who might run them. */
export interface StrayAsk {
  /** What the caller runs: only their jobs are moved. */
  readonly kinds: readonly AnyKind[];
  /** A worker silent for longer is taken for gone. */
  readonly freshMs: number;
  readonly signal: AbortSignal;
}

/** The side of those who have to know what a queue is called. */
export interface QueueNaming {
  /** The name that the queue of a kind has in this process. */
  queueOf(kind: Pick<AnyKind, 'queue'>): string;
  /**
   * Moves jobs that are left in a queue of another name, which no live worker takes, into the queue that their kind has now:
   * after the settings gave it a new name, or when a worker with other names is gone. A pause of the old queue goes with them.
   * Those that run stay until they are given back. Some at a time, until the signal aborts. @returns how many
   */
  moveStrays(ask: StrayAsk): Promise<number>;
}
