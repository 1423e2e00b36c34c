import { setTimeout as sleep } from 'node:timers/promises';
import { toAppError } from '../base/errors.ts';
import type { Print } from './output.ts';

/** What goes on by itself once it is back, as the work does. */
const AWAY: ReadonlySet<string> = new Set(['database_away', 'busy', 'disk_full']);
const ASK_AGAIN_MS = 1_000;

/**
 * Asks until there is an answer: a database that is away for a while ends no command whose work goes on when it is back.
 * Says so once; whoever asks to stop meanwhile gets the error.
 */
export async function askWhileAway<T>(
  ask: () => Promise<T>,
  { print, signal }: { readonly print: Print; readonly signal: AbortSignal },
): Promise<T> {
  for (let isSaid = false; ;) {
    try {
      const answer = await ask();
      if (isSaid) print.line({ type: 'back' }, 'It is back; the import goes on.');
      return answer;
    } catch (error) {
      const { code, message } = toAppError(error);
      if (!AWAY.has(code) || signal.aborted) throw error;
      // a moment's lock is nothing to tell
      if (!isSaid && code !== 'busy') {
        print.line({ type: 'away', code, message }, `${message}. The import goes on when this is over; Ctrl+C stops.`);
        isSaid = true;
      }
      await sleep(ASK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
