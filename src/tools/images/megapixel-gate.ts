/** Lets work through while the sum of its weights stays below a limit; one is always let through. */
export class MegapixelGate {
  readonly #limit: number;
  #held = 0;
  readonly #waiting: { readonly weight: number; readonly enter: () => void }[] = [];

  /** Limit in megapixels. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Waits its turn; dispose to let go. */
  async take(megapixels: number): Promise<Disposable> {
    const weight = Math.min(megapixels, this.#limit);
    if (this.#waiting.length > 0 || this.#held + weight > this.#limit) {
      await new Promise<void>((enter) => this.#waiting.push({ weight, enter }));
    } else {
      this.#held += weight;
    }
    return {
      [Symbol.dispose]: () => {
        this.#held -= weight;
        this.#letIn();
      },
    };
  }

  #letIn(): void {
    for (let next = this.#waiting[0]; next && this.#held + next.weight <= this.#limit; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#held += next.weight;
      next.enter();
    }
  }
}
