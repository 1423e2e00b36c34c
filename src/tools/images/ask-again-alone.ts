import { AppError } from '../../base/errors.ts';
import type { CallOptions } from '../child/child-call.ts';

/** What libvips' words are turned into; whatever else a call ends with was not said by it. */
const BY_WORDS: ReadonlySet<string> = new Set(['picture_damaged', 'picture_unsupported', 'too_many_pixels']);

/** One call of the child that makes pictures. */
export interface DoubtedCall<T> {
  run(options: Pick<CallOptions, 'isAlone'>): Promise<T>;
  /** It succeeded, but by words of libvips something was wrong. */
  isDoubted?(output: T): boolean;
  /** Takes away what it made, so that it can be made again. */
  undo?(): Promise<void>;
}

/**
 * libvips keeps what went wrong in one place for all threads: a picture that fails gets the words of others that fail at
 * the same moment, or none, and what is whole would pass for damaged. So what fails beside others is asked again alone.
 * Failures are rare, and a success is never asked again.
 */
export function askAgainAlone(): <T>(call: DoubtedCall<T>) => Promise<T> {
  const running = new Set<{ hadCompany: boolean }>();
  return async (call) => {
    const own = { hadCompany: running.size > 0 };
    for (const other of running) other.hadCompany = true;
    running.add(own);
    try {
      const output = await call.run({});
      if (!own.hadCompany || call.isDoubted?.(output) !== true) return output;
    } catch (error) {
      if (!own.hadCompany || !(error instanceof AppError && BY_WORDS.has(error.code))) throw error;
    } finally {
      running.delete(own);
    }
    await call.undo?.();
    return await call.run({ isAlone: true });
  };
}
