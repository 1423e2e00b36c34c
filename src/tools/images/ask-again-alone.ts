import { AppError } from '../../base/errors.ts';
import type { CallOptions } from '../child/child-call.ts';

/** What libvips' words are turned into; whatever else a call ends with was not said by it. */
const BY_WORDS: ReadonlySet<string> = new Set(['picture_damaged', 'picture_unsupported', 'too_many_pixels']);

/**
 * How a call ended by what libvips said: without a word, with words that mean no harm, or with words that do (or with those
 * of its failure taken away by another).
 */
export type Ending = 'well' | 'harmless' | 'badly';

/** One call of the child that makes pictures. */
export interface DoubtedCall<T> {
  run(options: Pick<CallOptions, 'isAlone'>): Promise<T>;
  /** Of a success; well when it is left out. */
  endingOf?(output: T): Ending;
  /** Takes away what it made, so that it can be made again. */
  undo?(): Promise<void>;
}

interface Running {
  hadCompany: boolean;
  /** Another ended badly meanwhile, and may have told the words of this one. */
  isDoubted: boolean;
}

/**
 * libvips keeps what went wrong in one place for all threads: a picture that fails gets the words of others that fail at
 * the same moment, or none, and what is whole would pass for damaged. So what fails beside others is asked again alone, and
 * so is what met no harm while another failed. Failures are rare; pictures of which each has something harmless to tell, as
 * those of whole phones do, are made once.
 */
export function askAgainAlone(): <T>(call: DoubtedCall<T>) => Promise<T> {
  const running = new Set<Running>();
  const begin = (): Running => {
    const own = { hadCompany: running.size > 0, isDoubted: false };
    for (const other of running) other.hadCompany = true;
    running.add(own);
    return own;
  };
  const isSure = (own: Running, ending: Ending): boolean => {
    running.delete(own);
    if (ending === 'badly') for (const other of running) other.isDoubted = true;
    return ending === 'badly' ? !own.hadCompany : ending === 'well' || !own.isDoubted;
  };
  return async (call) => {
    const own = begin();
    try {
      const output = await call.run({});
      if (isSure(own, call.endingOf?.(output) ?? 'well')) return output;
    } catch (error) {
      const isByWords = error instanceof AppError && BY_WORDS.has(error.code);
      if (isSure(own, isByWords ? 'badly' : 'well')) throw error;
    }
    await call.undo?.();
    return await call.run({ isAlone: true });
  };
}
