import { setTimeout as delay } from 'node:timers/promises';

/** A picture that takes longer than almost any is not waited for. */
const WAIT_MS = 1_000;

/**
 * Lets the first call run alone and the others begin after it: several pictures at once are done sooner than one after
 * another, but the first of them later, and for that one somebody waits before an empty page.
 */
export function firstAlone(): <T>(work: () => Promise<T>) => Promise<T> {
  let begun: Promise<unknown> | undefined;
  return async (work) => {
    if (begun !== undefined) {
      await begun;
      return await work();
    }
    const first = work();
    begun = Promise.race([Promise.allSettled([first]), delay(WAIT_MS, undefined, { ref: false })]);
    return await first;
  };
}
