/** A time as the clock on the wall said. */
export interface WallClock {
  /** ISO 8601 without zone, with a fraction only when it is not zero: `2019-05-04T14:03:21.5`. */
  readonly local: string;
  /** Minutes east of UTC; null when no zone was written, or an impossible one. */
  readonly offsetMin: number | null;
  /** False when something was mended: no seconds, a leap second, an impossible zone, a day without a time. */
  readonly isExact: boolean;
}

const PATTERN =
  /^\s*(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{1,2}:?\d{2})?\s*$/;
const MAX_TEXT = 64;
const OFFSET = /^([+-])(\d{1,2}):?(\d{2})$/;
/** Zones reach from -12:00 to +14:00. */
const MIN_OFFSET = -12 * 60;
const MAX_OFFSET = 14 * 60;

/** A date and time of EXIF, XMP, PNG or ISO writing; undefined when it is not a real day and time. */
export function parseWallClock(text: string): WallClock | undefined {
  const match = text.length <= MAX_TEXT ? PATTERN.exec(text.replaceAll('\0', '')) : null;
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const isLeapSecond = second === '60';
  const clock = [hour ?? '0', minute ?? '0', isLeapSecond ? '59' : (second ?? '0')].map(Number);
  const date = [year, month, day].map(Number);
  if (!isRealDay(date) || !isRealTime(clock)) return undefined;
  const time = clock.map((n) => String(n).padStart(2, '0')).join(':');
  const tail = fraction?.replace(/0+$/, '').slice(0, 3) ?? '';
  const local = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}T${time}${tail === '' ? '' : `.${tail}`}`;
  const offsetMin = zone === undefined ? null : parseOffset(zone);
  return {
    local,
    offsetMin,
    isExact: second !== undefined && !isLeapSecond && (zone === undefined || offsetMin !== null),
  };
}

/** The first moment of a year or a month that stands alone (`1975`, `1975-08`), as archives date scans; undefined for all else. */
export function parseMonthOrYear(text: string): string | undefined {
  const [, year, month = '1'] = /^\s*(\d{4})(?:[:\-/.](\d{1,2}))?\s*$/.exec(text.slice(0, MAX_TEXT)) ?? [];
  if (year === undefined || !isRealDay([Number(year), Number(month), 1])) return undefined;
  return `${year}-${month.padStart(2, '0')}-01T00:00:00`;
}

/** `+02:00`, `-0930`, `Z` as minutes east of UTC; null when no zone on earth has it. */
export function parseOffset(text: string): number | null {
  const trimmed = text.replaceAll('\0', '').trim();
  if (trimmed === 'Z' || trimmed === 'UTC') return 0;
  const match = OFFSET.exec(trimmed);
  if (!match) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  const offset = match[1] === '-' ? -minutes : minutes;
  return Number(match[3]) < 60 && offset >= MIN_OFFSET && offset <= MAX_OFFSET ? offset : null;
}

/** The wall-clock time of milliseconds since 1970, `offsetMin` east of UTC. */
export function wallClockAt(ms: number, offsetMin = 0): string {
  return new Date(ms + offsetMin * 60_000)
    .toISOString()
    .replace(/\.?0*Z$/, '')
    .replace(/T(\d\d:\d\d)$/, 'T$1:00');
}

function isRealDay([year = 0, month = 0, day = 0]: readonly number[]): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const last = new Date(Date.UTC(2000, month, 0)).getUTCDate();
  const isLeapYear = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (month === 2 && !isLeapYear ? 28 : last);
}

function isRealTime([hour = 0, minute = 0, second = 0]: readonly number[]): boolean {
  return hour <= 23 && minute <= 59 && second <= 59;
}
