import type { JobId } from '../contract/ids.ts';
import type { AbortReason, Attempt } from './attempt.ts';
import type { Lease } from './engine.ts';

/** The attempts of a worker: those without a verdict, and how many handlers have not returned yet. */
export class RunningAttempts {
  readonly #attempts = new Map<JobId, Attempt>();
  #unreturned = 0;
  readonly #waiting: { readonly isOver: () => boolean; readonly resolve: () => void }[] = [];

  get size(): number {
    return this.#attempts.size;
  }

  get ids(): readonly JobId[] {
    return [...this.#attempts.keys()];
  }

  get leases(): readonly Lease[] {
    return [...this.#attempts.values()].map(({ lease }) => lease);
  }

  /** Takes a new attempt in and starts it. */
  start(attempt: Attempt): void {
    this.#attempts.set(attempt.lease.id, attempt);
    this.#unreturned++;
    void attempt.start();
  }

  /** The attempt has its verdict. */
  judged(id: JobId): void {
    this.#attempts.delete(id);
    this.#tell();
  }

  /** A handler has returned. */
  returned(): void {
    this.#unreturned--;
    this.#tell();
  }

  abort(id: JobId, reason: AbortReason): void {
    this.#attempts.get(id)?.abort(reason);
  }

  abortAll(reason: AbortReason): void {
    for (const attempt of this.#attempts.values()) attempt.abort(reason);
  }

  /** Lets each look at its time limit. */
  tick(nowMs: number): void {
    for (const attempt of this.#attempts.values()) attempt.tick(nowMs);
  }

  /** When every attempt has its verdict. */
  allJudged(): Promise<void> {
    return this.#when(() => this.#attempts.size === 0);
  }

  /** When every handler has returned. */
  allReturned(): Promise<void> {
    return this.#when(() => this.#unreturned === 0);
  }

  #when(isOver: () => boolean): Promise<void> {
    if (isOver()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ isOver, resolve }));
  }

  #tell(): void {
    for (const { isOver, resolve } of this.#waiting) if (isOver()) resolve();
  }
}
