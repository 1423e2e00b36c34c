/** Tells whether the writes of this process wait for another process that writes, and since when. */
export class LockWatch {
  #sinceMs: number | undefined;

  /** Milliseconds that the write that is about to begin has waited; 0 while none waits. */
  get waitedMs(): number {
    return this.#sinceMs === undefined ? 0 : performance.now() - this.#sinceMs;
  }

  waits(): void {
    this.#sinceMs ??= performance.now();
  }

  goesOn(): void {
    this.#sinceMs = undefined;
  }
}
