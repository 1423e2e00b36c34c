import { wholeDurationText } from '../../../src/contract/duration-words.ts';
import { duration } from './duration.ts';
import { THIN, UNKNOWN } from './number.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** A moment relative to now up to 7 days (`4 min ago`, `yesterday 14:03`), later the date. */
export function relativeTime(iso: string, nowMs: number): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return UNKNOWN;
  const ago = nowMs - at;
  if (ago < -MINUTE) return exactTime(iso);
  if (ago < MINUTE) return 'just now';
  if (ago < 60 * MINUTE) return `${Math.floor(ago / MINUTE)}${THIN}min ago`;
  if (ago < DAY) return `${Math.floor(ago / (60 * MINUTE))}${THIN}h ago`;
  if (ago < 7 * DAY) return Math.floor(ago / DAY) === 1 ? 'yesterday' : `${Math.floor(ago / DAY)} days ago`;
  return new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** A moment ahead: `in 40 s`, `in 7 min`, later the date; what is past is `now`. */
export function untilWords(iso: string, nowMs: number): string {
  const ahead = Date.parse(iso) - nowMs;
  if (Number.isNaN(ahead)) return UNKNOWN;
  if (ahead < 1_000) return 'now';
  return ahead < 7 * DAY
    ? `in ${ahead < 10_000 ? `${Math.ceil(ahead / 1_000)}${THIN}s` : duration(ahead)}`
    : exactTime(iso);
}

/** How long something has lasted, in full seconds: `2 s`, `7 min`. */
export function sinceWords(iso: string, nowMs: number): string {
  const seconds = Math.max(1, Math.floor((nowMs - Date.parse(iso)) / 1_000));
  if (Number.isNaN(seconds)) return UNKNOWN;
  return wholeDurationText(seconds * 1_000, THIN);
}

/** A moment in full, in the viewer's zone: for tooltips. */
export function exactTime(iso: string): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return UNKNOWN;
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
}

/** The time of day to the second, for lines of a log. */
export function clockTime(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? UNKNOWN : new Date(at).toLocaleTimeString(undefined, { timeStyle: 'medium' });
}

/** The time of day to the minute. */
export function clockMinute(iso: string): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? UNKNOWN : new Date(at).toLocaleTimeString(undefined, { timeStyle: 'short' });
}

/** Wall-clock text without zone as a date that `timeZone: 'UTC'` prints unchanged; null when it is none. */
function wallClock(local: string): Date | null {
  const at = Date.parse(local.length === 10 ? `${local}T00:00:00Z` : `${local}Z`);
  return Number.isNaN(at) ? null : new Date(at);
}

// Making a formatter costs a hundred times more than using it, and the grid names every tile.
const formatters = new Map<string, Intl.DateTimeFormat>();

function format(local: string, options: Intl.DateTimeFormatOptions): string {
  const wall = wallClock(local);
  if (wall === null) return UNKNOWN;
  const key = JSON.stringify(options);
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' });
  formatters.set(key, formatter);
  return formatter.format(wall);
}

/** A day as a heading: `Sat, 4 May 2019`; the year is left out when it is this one. */
export function dayTitle(day: string, thisYear: number): string {
  const year = wallClock(day)?.getUTCFullYear();
  return format(day, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(year === thisYear ? {} : { year: 'numeric' }),
  });
}

/** Month and year, for the scrubber: `May 2019`. */
export const monthTitle = (day: string): string => format(day, { month: 'short', year: 'numeric' });

/** Capture time in the picture's own zone: `4 May 2019, 14:03:21`. */
export const captureTime = (local: string): string => format(local, { dateStyle: 'medium', timeStyle: 'medium' });

/** The time of day of a capture, where its day stands above it: `14:03:21`. */
export const captureClock = (local: string): string => format(local, { timeStyle: 'medium' });

/** Capture time to the minute, for names that are read aloud. */
export const captureMinute = (local: string): string => format(local, { dateStyle: 'medium', timeStyle: 'short' });

/** A zone offset as people write it: `UTC+2`, `UTC−3:30`, `UTC`. */
export function zoneName(offsetMin: number): string {
  if (offsetMin === 0) return 'UTC';
  const abs = Math.abs(offsetMin);
  const rest = abs % 60;
  return `UTC${offsetMin < 0 ? '−' : '+'}${Math.floor(abs / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** The zone of a picture when it is not the viewer's at that moment, else null. */
export function foreignZone(local: string, offsetMin: number | null): string | null {
  const wall = wallClock(local);
  if (offsetMin === null || wall === null) return null;
  const viewerOffset = -new Date(wall.getTime() - offsetMin * MINUTE).getTimezoneOffset();
  return viewerOffset === offsetMin ? null : zoneName(offsetMin);
}
