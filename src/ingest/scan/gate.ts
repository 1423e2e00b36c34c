/** Lets at most `limit` in at once; the next one waits for a place. */
export class Gate {
  readonly #limit: number;
  #inside = 0;
  readonly #waiting: (() => void)[] = [];
  readonly #empty: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  async enter(): Promise<void> {
    if (this.#inside >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#inside += 1;
  }

  leave(): void {
    this.#inside -= 1;
    this.#waiting.shift()?.();
    if (this.#inside === 0) for (const resolve of this.#empty.splice(0)) resolve();
  }

  /** Resolves when nobody is inside. */
  async drained(): Promise<void> {
    while (this.#inside > 0) await new Promise<void>((resolve) => this.#empty.push(resolve));
  }
}
