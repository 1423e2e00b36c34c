import { systemClock } from '../base/clock.ts';
import { systemCode, toAppError } from '../base/errors.ts';

/** How a server is looked after. */
export interface Probing {
  readonly url: string;
  /** Failed probes in a row that say that it is gone. */
  readonly probes: number;
  readonly everyMs: number;
}

/** No answer within this time is none. */
const PATIENCE_MS = 5_000;

/**
 * Asks a server again and again, and resolves when it is taken for gone: with what came of the last probe, or with
 * undefined once the signal aborts. An answer of 200 to 299, also after redirections, says that it is there.
 */
export async function serverGone({ url, probes, everyMs }: Probing, signal: AbortSignal): Promise<string | undefined> {
  for (let failed = 0; !signal.aborted;) {
    const fault = await probe(url, signal);
    if (signal.aborted) break;
    failed = fault === undefined ? 0 : failed + 1;
    if (fault !== undefined && failed >= probes) return fault;
    await systemClock.sleep(everyMs, signal);
  }
  return undefined;
}

/** What is wrong with the answer; undefined where nothing is. */
async function probe(url: string, stop: AbortSignal): Promise<string | undefined> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([stop, patience]) });
    await answer.body?.cancel();
    return answer.ok ? undefined : `it answers ${answer.status}`;
  } catch (error) {
    if (patience.aborted) return `no answer within ${PATIENCE_MS / 1_000} s`;
    const cause: unknown = error instanceof Error ? error.cause : undefined;
    return systemCode(cause) ?? toAppError(error).message;
  }
}
