/** No pace is told before this much has been seen. */
const FIRST_MS = 10_000;
/** Weight of a new measurement: about the last 15 s count. */
const SMOOTHING_MS = 15_000;
/** The time left never jumps by more than a third from one look to the next. */
const MOST_JUMP = 1 / 3;

/** Measures how fast something is done, and how long the rest takes. */
export class Pace {
  readonly #startedMs: number;
  #lastMs: number;
  #lastDone: number;
  #ratePerS: number | undefined;
  #etaMs: number | undefined;

  constructor(nowMs: number, done: number) {
    this.#startedMs = nowMs;
    this.#lastMs = nowMs;
    this.#lastDone = done;
  }

  /** @returns things a second (null before 10 s), and milliseconds left (null also while nothing moves) */
  look(nowMs: number, done: number, total: number): { ratePerS: number | null; etaMs: number | null } {
    const spanMs = nowMs - this.#lastMs;
    if (spanMs >= 500) {
      const rate = ((done - this.#lastDone) * 1_000) / spanMs;
      const weight = 1 - Math.exp(-spanMs / SMOOTHING_MS);
      this.#ratePerS = this.#ratePerS === undefined ? rate : this.#ratePerS + (rate - this.#ratePerS) * weight;
      this.#lastMs = nowMs;
      this.#lastDone = done;
    }
    const ratePerS = this.#ratePerS ?? 0;
    if (nowMs - this.#startedMs < FIRST_MS || ratePerS <= 0)
      return { ratePerS: ratePerS > 0 ? ratePerS : null, etaMs: null };
    return { ratePerS, etaMs: this.#smoothEta(((total - done) / ratePerS) * 1_000, spanMs) };
  }

  #smoothEta(etaMs: number, spanMs: number): number {
    const expected = this.#etaMs === undefined ? etaMs : Math.max(0, this.#etaMs - spanMs);
    const low = expected * (1 - MOST_JUMP);
    const high = expected * (1 + MOST_JUMP) + 1_000;
    this.#etaMs = Math.min(high, Math.max(low, etaMs));
    return Math.round(this.#etaMs);
  }
}
