import { AppError, toAppError, type Retry } from './errors.ts';

/** An error on its way from a child process or a thread. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly retry: Retry;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Any thrown thing as plain data. */
export function toWire(error: unknown): WireError {
  const { code, message, retry, details } = toAppError(error);
  return { code, message: message.slice(0, 2_000), retry, details };
}

/** The other side's error as ours. */
export function fromWire(error: WireError): AppError {
  return new AppError(error.code, error.message, { retry: error.retry, details: error.details });
}
