import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino, stdTimeFunctions } from 'pino';
import { toAppError } from '../base/errors.ts';
import type { Log, LogFields } from '../base/log.ts';
import type { Config } from './schema.ts';
import { LogThrottle } from './log-throttle.ts';
import { redact, redactText } from './redact.ts';
import { RotatingFile } from './rotating-file.ts';

type Settings = Pick<Config['logs'], 'level' | 'maxMiB' | 'keep'>;
type Level = Settings['level'];

const RANK: Readonly<Record<Level, number>> = { debug: 0, info: 1, warn: 2, error: 3 };
/** Names the line itself uses; a field of such a name gets a trailing underscore. */
const RESERVED = new Set(['level', 'time', 'pid', 'message']);

export interface OpenLog {
  readonly log: Log;
  /** The file that is written now. */
  readonly file: string;
  /** Counts for every log made from this one, at once. */
  setLevel(level: Level): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens `<folder>/supervisor.log`: one JSON object a line with `level` (word), `time` (ISO, UTC), `pid`, the fields, `message`.
 * Rotated by size; fields with the name of a secret are redacted. @throws permission_denied, disk_full, …
 */
export function openLog(folder: string, settings: Settings): OpenLog {
  const file = join(folder, 'supervisor.log');
  const destination = openFile(file, folder, settings);
  const logger = pino(
    {
      level: 'trace', // ours decides, see LeveledLog
      messageKey: 'message',
      base: { pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    destination,
  );
  const threshold = { level: settings.level };
  return {
    log: new LeveledLog(logger, { threshold, throttle: new LogThrottle() }),
    file,
    setLevel: (level) => {
      threshold.level = level;
    },
    [Symbol.asyncDispose]: async () => destination[Symbol.dispose](),
  };
}

function openFile(file: string, folder: string, { maxMiB, keep }: Settings): RotatingFile {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return new RotatingFile(file, { maxBytes: Math.round(maxMiB * 1_048_576), keep });
  } catch (error) {
    throw toAppError(error);
  }
}

class LeveledLog implements Log {
  readonly #logger: Logger;
  readonly #rules: { readonly threshold: { readonly level: Level }; readonly throttle: LogThrottle };

  constructor(
    logger: Logger,
    rules: { readonly threshold: { readonly level: Level }; readonly throttle: LogThrottle },
  ) {
    this.#logger = logger;
    this.#rules = rules;
  }

  debug(fields: LogFields, message: string): void {
    this.#write('debug', fields, message);
  }

  info(fields: LogFields, message: string): void {
    this.#write('info', fields, message);
  }

  warn(fields: LogFields, message: string): void {
    this.#write('warn', fields, message);
  }

  error(fields: LogFields, message: string): void {
    this.#write('error', fields, message);
  }

  child(fields: LogFields): Log {
    return new LeveledLog(this.#logger.child(prepare(fields)), this.#rules);
  }

  #write(level: Level, fields: LogFields, message: string): void {
    const { threshold, throttle } = this.#rules;
    if (RANK[level] < RANK[threshold.level]) return;
    const admitted = RANK[level] >= RANK.warn ? throttle.admit(fields) : fields;
    if (admitted) this.#logger[level](prepare(admitted), redactText(message));
  }
}

function prepare(fields: LogFields): Record<string, unknown> {
  const entries = Object.entries(redact(fields)).map(([name, value]) => {
    return [RESERVED.has(name) ? `${name}_` : name, value] as const;
  });
  return Object.fromEntries(entries);
}
