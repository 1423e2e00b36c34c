import { setTimeout as sleep } from 'node:timers/promises';
import { toAppError } from '../base/errors.ts';
import type { Trouble } from './library.ts';
import type { Print } from './output.ts';

/** What goes on by itself once it is back, as the work does. */
const AWAY: ReadonlySet<string> = new Set(['database_away', 'busy', 'disk_full']);
const ASK_AGAIN_MS = 1_000;

/** Says once what work waits for, and once that it is over. */
export interface AwayNotice {
  /** `undefined`: nothing is in the way. */
  tell(trouble: Trouble | Standstill | undefined): void;
}

/** All work stands still: how, and why in one sentence. */
export interface Standstill {
  readonly state: 'waiting' | 'paused' | 'stalled';
  readonly message: string;
}

/** One that prints. */
export function awayNotice(print: Print): AwayNotice {
  let isSaid = false;
  return {
    tell(trouble) {
      const isAway = trouble !== undefined;
      // a moment's lock is nothing to tell
      if (isAway === isSaid || (trouble && 'code' in trouble && trouble.code === 'busy')) return;
      isSaid = isAway;
      if (trouble === undefined) print.line({ type: 'back' }, 'That is over; the import goes on.');
      else {
        const text = `${trouble.message.replace(/\.$/u, '')}. The import goes on when this is over; Ctrl+C stops.`;
        print.line({ type: 'away', ...trouble }, text);
      }
    },
  };
}

/**
 * Asks until there is an answer: a database that is away for a while ends no command whose work goes on when it is back.
 * Says so once; whoever asks to stop meanwhile gets the error.
 */
export async function askWhileAway<T>(
  ask: () => Promise<T>,
  { print, signal }: { readonly print: Print; readonly signal: AbortSignal },
): Promise<T> {
  const notice = awayNotice(print);
  for (;;) {
    try {
      const answer = await ask();
      notice.tell(undefined);
      return answer;
    } catch (error) {
      const trouble = toAppError(error);
      if (!AWAY.has(trouble.code) || signal.aborted) throw error;
      notice.tell(trouble);
      await sleep(ASK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
