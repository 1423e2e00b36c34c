import { Cron } from 'croner';
import { AppError } from './errors.ts';

/**
 * The first time after `afterMs` that five fields of cron mean, in a time zone (IANA name; null = the machine's).
 * Undefined when there is none any more. @throws schedule_invalid
 */
export function nextTickMs(cron: string, timeZone: string | null, afterMs: number): number | undefined {
  try {
    const pattern = new Cron(cron, { mode: '5-part', ...(timeZone === null ? {} : { timezone: timeZone }) });
    return pattern.nextRun(new Date(afterMs))?.getTime();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('schedule_invalid', `Not a time to come back: ${cron} (${reason})`, { cause: error });
  }
}
