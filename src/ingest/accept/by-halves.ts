import { AppError } from '../../base/errors.ts';
import { isDataRefused } from '../../db/data-refused.ts';

/**
 * Writes many in one transaction. Where the database refuses the values of one of them, each half is written by itself,
 * and so on: all others are recorded, and that one comes back as the error `not_recordable`. Any other failure is thrown.
 */
export async function byHalves<T, R>(
  items: readonly T[],
  write: (part: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly (R | AppError)[]> {
  try {
    return await write(items);
  } catch (error) {
    if (!isDataRefused(error)) throw error;
    if (items.length === 1) return [notRecordable(error)];
    const middle = Math.ceil(items.length / 2);
    const first = await byHalves(items.slice(0, middle), write);
    return [...first, ...(await byHalves(items.slice(middle), write))];
  }
}

function notRecordable(cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError('not_recordable', `The database refused it: ${reason}`, { cause });
}
