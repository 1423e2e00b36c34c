import { AppError, systemCode } from '../base/errors.ts';
import { sqliteCode } from './sqlite-error.ts';

/** SQLite: text or blob too large, a broken constraint, a wrong type, a number out of range. */
const SQLITE_CODES: ReadonlySet<number> = new Set([18, 19, 20, 25]);
/** Values that `node:sqlite` does not bind. */
const NOT_BOUND: ReadonlySet<string> = new Set(['ERR_INVALID_ARG_TYPE', 'ERR_OUT_OF_RANGE', 'ERR_INVALID_ARG_VALUE']);
/** Classes of SQLSTATE: data exception, broken constraint, a limit of the database such as that of an index row. */
const STATE_CLASSES: ReadonlySet<string> = new Set(['22', '23', '54']);

/** True when a statement failed for the values it was to write, not for what the database or the machine lacks. */
export function isDataRefused(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof AppError) return false;
  if (SQLITE_CODES.has(sqliteCode(error) ?? 0)) return true;
  const code = systemCode(error) ?? '';
  return NOT_BOUND.has(code) || (/^[0-9A-Z]{5}$/.test(code) && STATE_CLASSES.has(code.slice(0, 2)));
}
