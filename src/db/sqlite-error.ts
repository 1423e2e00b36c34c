import { AppError, type Retry } from '../base/errors.ts';

/** SQLite's primary result codes that mean the same wherever they come from. */
const RESULT_CODES: Readonly<Record<number, { code: string; retry: Retry }>> = {
  5: { code: 'busy', retry: 'retry' },
  6: { code: 'busy', retry: 'retry' },
  8: { code: 'database_read_only', retry: 'give-up' },
  10: { code: 'disk_error', retry: 'retry' },
  11: { code: 'database_damaged', retry: 'give-up' },
  13: { code: 'disk_full', retry: { afterMs: 60_000 } },
  14: { code: 'database_unreadable', retry: 'give-up' },
  26: { code: 'database_damaged', retry: 'give-up' },
};

/** SQLite's primary result code of an error of `node:sqlite`, or undefined. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff; // the rest of the bits are SQLite's extended code
}

/** Outside troubles (busy, full, damaged, …) as an `AppError`; anything else, such as a broken constraint, unchanged. */
export function translateSqliteError(error: unknown): unknown {
  const known = RESULT_CODES[sqliteCode(error) ?? 0];
  if (!known || !(error instanceof Error)) return error;
  return new AppError(known.code, `The database cannot go on: ${error.message}`, { retry: known.retry, cause: error });
}
