import { AppError, toAppError, type Retry } from '../../base/errors.ts';

/** An error on its way from a child process. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly retry: Retry;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What the parent says to a child. */
export type ToChild =
  | { readonly type: 'call'; readonly id: number; readonly op: string; readonly input: unknown }
  | { readonly type: 'abort'; readonly id: number };

/** What a child says. `rssMiB` is its resident memory after the call. */
export type FromChild =
  | { readonly type: 'ready' }
  | { readonly type: 'ok'; readonly id: number; readonly output: unknown; readonly rssMiB: number }
  | { readonly type: 'error'; readonly id: number; readonly error: WireError; readonly rssMiB: number };

/** Any thrown thing as plain data. */
export function toWire(error: unknown): WireError {
  const { code, message, retry, details } = toAppError(error);
  return { code, message: message.slice(0, 2_000), retry, details };
}

/** The child's error as ours. */
export function fromWire(error: WireError): AppError {
  return new AppError(error.code, error.message, { retry: error.retry, details: error.details });
}
