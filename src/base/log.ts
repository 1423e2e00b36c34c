/** Facts of one log line. `code` is an error code; ids and paths stand in fields of their own, never in the text. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The port for logs; `config`-made pino implements it in the composition root, tests use `silentLog`. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  /** A log whose every line carries these fields too (component, job id, …). */
  child(fields: LogFields): Log;
}

/** Says nothing. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
