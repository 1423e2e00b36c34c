/**
 * What the one who called may do about an error: try again as usual, never, after a time, or when the service of this
 * name (something outside: a tool, a storage root, a disk) is there again.
 */
export type Retry = 'retry' | 'give-up' | { readonly afterMs: number } | { readonly service: string };

export interface AppErrorOptions {
  readonly retry?: Retry;
  /** Facts for logs and pages. Never secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The only error class. `code` is stable `snake_case`; every code stands in `contract/errors.ts`
 * with its HTTP status and one help sentence. Programs match the code, never the text.
 */
export class AppError extends Error {
  readonly code: string;
  readonly retry: Retry;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.retry = options.retry ?? 'give-up';
    this.details = options.details ?? {};
  }
}

/** True for an `AppError` with this code. */
export function hasCode(error: unknown, code: string): error is AppError {
  return error instanceof AppError && error.code === code;
}

/** Node's own code of a system error (`ENOENT`, `EACCES`, …), or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return undefined;
}

/** System codes that a file operation can end with, and what they are called here. */
const SYSTEM_CODES: Readonly<Record<string, { code: string; retry: Retry }>> = {
  ENOENT: { code: 'file_missing', retry: 'give-up' },
  ENOTDIR: { code: 'file_missing', retry: 'give-up' },
  ELOOP: { code: 'file_missing', retry: 'give-up' }, // links in a circle lead to no file
  EACCES: { code: 'permission_denied', retry: 'give-up' },
  EPERM: { code: 'permission_denied', retry: 'give-up' },
  ENOSPC: { code: 'disk_full', retry: { afterMs: 60_000 } },
  EDQUOT: { code: 'disk_full', retry: { afterMs: 60_000 } },
  EFBIG: { code: 'file_too_large', retry: 'give-up' },
  EROFS: { code: 'read_only', retry: 'give-up' },
  ENAMETOOLONG: { code: 'name_too_long', retry: 'give-up' },
  EMFILE: { code: 'too_many_open_files', retry: 'retry' },
  EIO: { code: 'disk_error', retry: 'retry' },
};

/** Any thrown thing as an `AppError`: system errors by their code, the rest as `unexpected` (retried). */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const known = SYSTEM_CODES[systemCode(error) ?? ''];
  const message = error instanceof Error ? withoutPath(error) : String(error);
  if (known) return new AppError(known.code, message, { retry: known.retry, cause: error });
  const isBug = error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
  return new AppError(isBug ? 'bug' : 'unexpected', message, { retry: isBug ? 'give-up' : 'retry', cause: error });
}

/** System errors end with the call and its full paths, which are for logs (by the cause), not for people. */
function withoutPath(error: Error): string {
  if (!('syscall' in error)) return error.message;
  return error.message.replace(/, [a-z_]+(?: '.*)?$/su, '');
}
