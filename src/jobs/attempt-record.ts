import type { Clock } from '../base/clock.ts';
import { toAppError } from '../base/errors.ts';
import type { Log, LogFields } from '../base/log.ts';

/** One line that a handler logged. `n` counts the lines of its attempt from 1. */
export interface JobLine {
  readonly n: number;
  readonly atMs: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** What an attempt says of itself beside its outcome. */
export interface AttemptRecord {
  /** Names and milliseconds, in order. */
  readonly stages: readonly (readonly [string, number])[];
  readonly facts: Readonly<Record<string, unknown>>;
  /** Lines not yet written. */
  readonly lines: readonly JobLine[];
}

/** Lines kept in memory until they are written: the last ones stay. */
const MAX_LINES = 200;
const MAX_FIELD_CHARS = 500;

/** Gathers what a running handler tells: stages with their durations, facts, log lines. */
export class AttemptRecorder {
  readonly #clock: Clock;
  readonly #stages: [string, number][] = [];
  readonly #facts: Record<string, unknown> = {};
  #lines: JobLine[] = [];
  #count = 0;
  #stageSinceMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#stageSinceMs = clock.monotonic();
  }

  /** Begins a stage; the one before ends. */
  stage(name: string): void {
    this.#endStage();
    this.#stages.push([name, 0]);
  }

  /** Adds to what is known of the attempt, or replaces it. */
  facts(more: Readonly<Record<string, unknown>>): void {
    Object.assign(this.#facts, more);
  }

  /** A log that also keeps its lines here and tells so. */
  logInto(log: Log, told: () => void): Log {
    const line =
      (level: JobLine['level']) =>
      (fields: LogFields, message: string): void => {
        this.#note({ level, fields, message });
        told();
        log[level](fields, message);
      };
    return {
      debug: (fields, message) => log.debug(fields, message),
      info: line('info'),
      warn: line('warn'),
      error: line('error'),
      child: (fields) => this.logInto(log.child(fields), told),
    };
  }

  /** Lines since the last call, so that they can be written while the job runs. */
  takeLines(): readonly JobLine[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  /** All of it, the running stage up to now. */
  record(): AttemptRecord {
    this.#endStage();
    const stages = this.#stages.map(([name, ms]) => [name, Math.round(ms * 10) / 10] as const);
    return { stages, facts: this.#facts, lines: this.takeLines() };
  }

  #endStage(): void {
    const nowMs = this.#clock.monotonic();
    const last = this.#stages.at(-1);
    if (last) last[1] += nowMs - this.#stageSinceMs;
    this.#stageSinceMs = nowMs;
  }

  #note(line: Pick<JobLine, 'level' | 'fields' | 'message'>): void {
    this.#lines.push({ ...line, n: ++this.#count, atMs: this.#clock.now(), fields: plainFields(line.fields) });
    if (this.#lines.length > MAX_LINES) this.#lines.shift();
  }
}

/** Fields as they can be stored: errors as code and message, nothing large. */
function plainFields(fields: LogFields): LogFields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (value instanceof Error) {
    const { code, message } = toAppError(value);
    return { code, message: message.slice(0, MAX_FIELD_CHARS) };
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  const text = typeof value === 'string' ? value : textOf(value);
  return text.length > MAX_FIELD_CHARS ? `${text.slice(0, MAX_FIELD_CHARS)}…` : text;
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
