import type { Clock } from '../base/clock.ts';

/** Timers of the system hold at most 24 days. */
const AT_MOST_MS = 3_600_000;

/** Rings once after a time; set anew, the time before is forgotten. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #off = new AbortController();

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** In `ms` from now (an hour at most), or never when undefined. */
  set(ms: number | undefined): void {
    this.#off.abort();
    if (ms === undefined) return;
    if (ms <= 0) {
      this.#ring();
      return;
    }
    const off = new AbortController();
    this.#off = off;
    void this.#clock.sleep(Math.min(ms, AT_MOST_MS), off.signal).then(() => {
      if (!off.signal.aborted) this.#ring();
    });
  }
}
