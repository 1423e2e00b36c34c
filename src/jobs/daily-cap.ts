import { nextTickMs } from '../base/next-tick.ts';

/** When a schedule comes back, and how often it may and did. */
export interface CappedTimes {
  readonly cron: string;
  /** IANA name; null = the machine's. */
  readonly timeZone: string | null;
  /** Most times by the clock in one day of its zone; null = any number. */
  readonly perDay: number | null;
  /** The day of its zone that `ranTimes` were counted on, as 2026-03-29; null = it never came back. */
  readonly ranDay: string | null;
  readonly ranTimes: number;
}

/** The day that it is in a time zone, as 2026-03-29. */
export function dayIn(timeZone: string | null, atMs: number): string {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const zone = timeZone === null ? {} : { timeZone };
  return Intl.DateTimeFormat('en-CA', { ...parts, ...zone, calendar: 'iso8601' }).format(atMs);
}

/** How often it came back by the clock on the day that it is now. */
export function timesToday(
  { timeZone, ranDay, ranTimes }: Omit<CappedTimes, 'cron' | 'perDay'>,
  nowMs: number,
): number {
  return ranDay === dayIn(timeZone, nowMs) ? ranTimes : 0;
}

/** Whether it has come back as often as it may in one day. */
export function isCapReached(times: Omit<CappedTimes, 'cron'>, nowMs: number): boolean {
  return times.perDay !== null && timesToday(times, nowMs) >= times.perDay;
}

/** Its next time after now: of the next day where this one has had as many as it may. Undefined when there is none. @throws schedule_invalid */
export function nextTimeMs(times: CappedTimes, nowMs: number): number | undefined {
  const { cron, timeZone } = times;
  if (cron === '') return undefined;
  const next = nextTickMs(cron, timeZone, nowMs);
  if (next === undefined || !isCapReached(times, nowMs)) return next;
  const today = dayIn(timeZone, nowMs);
  if (dayIn(timeZone, next) !== today) return next;
  // where clocks leave midnight out the day begins later, and no time of it lies before
  const midnightMs = nextTickMs('0 0 * * *', timeZone, nowMs) ?? next;
  return nextTickMs(cron, timeZone, midnightMs - 1);
}
