/** A wait longer ago says nothing of now: nobody has tried to write since. */
const RECENT_MS = 15_000;

/** Tells whether the writes of this process wait for another process that writes, and since when. */
export class LockWatch {
  #sinceMs: number | undefined;
  #blockedMs: number | undefined;
  #lastMs = 0;

  /** Milliseconds that the write that is about to begin has waited; 0 while none waits. */
  get waitedMs(): number {
    return this.#sinceMs === undefined ? 0 : performance.now() - this.#sinceMs;
  }

  /** Milliseconds since which no write of this process could begin, though some tried and gave up; 0 while they can. */
  get blockedMs(): number {
    const nowMs = performance.now();
    return this.#blockedMs === undefined || nowMs - this.#lastMs > RECENT_MS ? 0 : nowMs - this.#blockedMs;
  }

  waits(): void {
    this.#lastMs = performance.now();
    this.#sinceMs ??= this.#lastMs;
    this.#blockedMs ??= this.#sinceMs;
  }

  givesUp(): void {
    this.#sinceMs = undefined;
  }

  goesOn(): void {
    this.#sinceMs = undefined;
    this.#blockedMs = undefined;
  }
}
