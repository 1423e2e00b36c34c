/** A time as the clock on the wall said. */
export interface WallClock {
  /** ISO 8601 without zone, with a fraction only when it is not zero: `2019-05-04T14:03:21.5`. */
  readonly local: string;
  /** Minutes east of UTC; null when no zone was written, or an impossible one. */
  readonly offsetMin: number | null;
  /** False when something was mended: no seconds, second 60, hour 24, an impossible zone, a day without a time. */
  readonly isExact: boolean;
}

const PATTERN =
  /^\s*(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{1,2}:?\d{2})?\s*$/;
const MAX_TEXT = 64;
const OFFSET = /^([+-])(\d{1,2}):?(\d{2})$/;
/** Zones reach from -12:00 to +14:00. */
const MIN_OFFSET = -12 * 60;
const MAX_OFFSET = 14 * 60;

/** EXIF leaves blank what is not known. */
const BLANK_CLOCK = /\s+:\s*:?\s*$/;

/**
 * A date and time of EXIF, XMP, PNG or ISO writing; undefined when it is not a real day and time. Second 60 is the next
 * minute and 24:00:00 the next day, as ISO has it; 24:08:19 is what phones wrote that count the hours from 1, eight minutes
 * into the day that they name.
 */
export function parseWallClock(text: string): WallClock | undefined {
  const match = text.length <= MAX_TEXT ? PATTERN.exec(text.replaceAll('\0', '').replace(BLANK_CLOCK, '')) : null;
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second, fraction, zone] = match;
  const date = [year, month, day].map(Number);
  const clock = [hour, minute, second ?? '0'].map(Number);
  const mended = mendedClock(clock);
  if (!isRealDay(date) || !isRealTime(mended.clock)) return undefined;
  const moment = `${[year, month, day].map(twoDigits).join('-')}T${mended.clock.map(twoDigits).join(':')}`;
  const passed = mended.addMs === 0 ? moment : addTo(moment, mended.addMs);
  if (passed === undefined) return undefined;
  const tail = fraction?.replace(/0+$/, '').slice(0, 3) ?? '';
  const offsetMin = zone === undefined ? null : parseOffset(zone);
  return {
    local: tail === '' ? passed : `${passed}.${tail}`,
    offsetMin,
    isExact: second !== undefined && mended.clock === clock && (zone === undefined || offsetMin !== null),
  };
}

/** Second 60 and hour 24 as a time there is, and what then is to be added. */
function mendedClock(clock: readonly number[]): { readonly clock: readonly number[]; readonly addMs: number } {
  const [hour = 0, minute = 0, second = 0] = clock;
  if (hour === 24) return { clock: [0, minute, second], addMs: minute === 0 && second === 0 ? 86_400_000 : 0 };
  return second === 60 ? { clock: [hour, minute, 59], addMs: 1_000 } : { clock, addMs: 0 };
}

/** Undefined beyond the years that have four digits. */
function addTo(local: string, ms: number): string | undefined {
  const later = new Date(Date.parse(`${local}Z`) + ms).toISOString();
  return later.length === 24 ? later.slice(0, 19) : undefined;
}

const twoDigits = (part: string | number | undefined): string => String(part).padStart(2, '0');

/** The first moment of a year or a month that stands alone (`1975`, `1975-08`), as archives date scans; undefined for all else. */
export function parseMonthOrYear(text: string): string | undefined {
  const [, year, month = '1'] = /^\s*(\d{4})(?:[:\-/.](\d{1,2}))?\s*$/.exec(text.slice(0, MAX_TEXT)) ?? [];
  if (year === undefined || !isRealDay([Number(year), Number(month), 1])) return undefined;
  return `${year}-${month.padStart(2, '0')}-01T00:00:00`;
}

/**
 * The month, or the year, of a day that no calendar has or that was left open (`2023:02:30`, `1975:08:00`, `1975:  :  `), as
 * its first moment; undefined where the day is real, or not even the year is.
 */
export function parseBrokenDay(text: string): string | undefined {
  const [, year, month] = /^(\d{4})[:\-/.](\d\d|\s+)[:\-/.](?:\d\d|\s+)(?=\D|$)/.exec(text.slice(0, MAX_TEXT)) ?? [];
  if (year === undefined || isRealDay(text.slice(0, 10).split(/\D/).map(Number))) return undefined;
  const known = isRealDay([Number(year), Number(month), 1]) ? month : '01';
  return isRealDay([Number(year), 1, 1]) ? `${year}-${known}-01T00:00:00` : undefined;
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
