import { z } from 'zod';
import type { LogFilter, LogLine } from '../../contract/log.ts';
import { LogLevel } from '../../contract/log.ts';

const Stored = z.looseObject({
  level: LogLevel,
  time: z.iso.datetime(),
  message: z.string().catch(''),
  component: z.string().nullable().catch(null),
  code: z.string().nullable().catch(null),
  job: z.string().nullable().catch(null),
  attempt: z.number().int().nullable().catch(null),
  worker: z.string().nullable().catch(null),
});

const LEVELS = LogLevel.options;
/** Longer texts in a field are cut: a line is for reading. */
const FIELD_CHARS = 4_000;

/** A line of a log file; undefined for what is none of ours, such as one cut by a crash. */
export function parseLogLine(text: string): LogLine | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const stored = Stored.safeParse(json);
  if (!stored.success) return undefined;
  const { level, time, message, component, code, job, attempt, worker, ...fields } = stored.data;
  return {
    at: time,
    level,
    component,
    message,
    code: code ?? codeIn(fields),
    job,
    attempt,
    worker,
    fields: shortened(fields),
  };
}

/** True for a line that a filter asks for. */
export function matchesLog(line: LogLine, filter: LogFilter): boolean {
  if (filter.level !== undefined && LEVELS.indexOf(line.level) < LEVELS.indexOf(filter.level)) return false;
  if (filter.component !== undefined && line.component !== filter.component) return false;
  if (filter.worker !== undefined && line.worker !== filter.worker) return false;
  return filter.job === undefined || line.job === filter.job;
}

/** A cheap look at the text, before it is parsed: false when it cannot match. */
export function mayMatchLog(text: string, filter: LogFilter): boolean {
  if (filter.level !== undefined && !levelsFrom(filter.level).some((level) => text.includes(`"level":"${level}"`)))
    return false;
  if (filter.job !== undefined && !text.includes(filter.job)) return false;
  if (filter.worker !== undefined && !text.includes(filter.worker)) return false;
  if (filter.component !== undefined && !text.includes(JSON.stringify(filter.component))) return false;
  return filter.search === undefined || text.toLowerCase().includes(filter.search.toLowerCase());
}

function levelsFrom(least: LogLevel): readonly LogLevel[] {
  return LEVELS.slice(LEVELS.indexOf(least));
}

function codeIn(fields: Readonly<Record<string, unknown>>): string | null {
  const error = z.looseObject({ code: z.string() }).safeParse(fields['error']);
  return error.success ? error.data.code : null;
}

function shortened(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > FIELD_CHARS ? `${value.slice(0, FIELD_CHARS)}…` : value,
    ]),
  );
}
