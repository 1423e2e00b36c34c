import { parseWallClock, wallClockAt } from '../../base/wall-clock.ts';

/** A time that a name tells. */
export interface NameTime {
  readonly local: string;
  /** 0 where the name is written in UTC. */
  readonly offsetMin: number | null;
  /** False when the name holds a day only. */
  readonly hasClock: boolean;
}

const DAY = String.raw`(?<!\d)((?:19|20)\d\d)([-_. ]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])`;
const CLOCK = String.raw`(?:[-_ T.]| at |, )?([01]\d|2[0-3])[-_.:h]?([0-5]\d)[-_.:m]?([0-5]\d)`;
const DAY_AND_CLOCK = new RegExp(`${DAY}${CLOCK}`);
const DAY_ONLY = new RegExp(`${DAY}(?!\\d)`);
/** Messengers name files by milliseconds since 1970. */
const EPOCH = /(?:^|\D)(1[0-9]{12})(?:\D|$)/;
const FIRST_EPOCH_MS = Date.UTC(2003, 0);
/** Google's cameras write the UTC time into the name. */
const IS_UTC = /^PXL_/i;

/** The time in a file name: `IMG_20190504_140321`, `PXL_…`, `IMG-20190504-WA0001`, `Screenshot 2019-05-04 at 14.03.21`, `mmexport1556978601000` … */
export function nameTime(name: string, nowMs: number): NameTime | undefined {
  const base = name.replace(/\.[^.]*$/, '').slice(0, 255);
  const full = DAY_AND_CLOCK.exec(base);
  if (full) {
    const [, year, , month, day, hour, minute, second] = full;
    const time = parseWallClock(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
    if (time) return { local: time.local, offsetMin: IS_UTC.test(base) ? 0 : null, hasClock: true };
  }
  const epochMs = Number(EPOCH.exec(base)?.[1] ?? Number.NaN);
  if (epochMs >= FIRST_EPOCH_MS && epochMs <= nowMs)
    return { local: wallClockAt(epochMs), offsetMin: 0, hasClock: true };
  return dayIn(base);
}

/** The day a folder is named by: `2019-05-04 Trip`, `2019/05/04`; the month's first where only a month is named. */
export function folderTime(folder: string): NameTime | undefined {
  const parts = folder.split('/').slice(-3);
  for (const part of parts.toReversed()) {
    const day = dayIn(part);
    if (day) return day;
  }
  const [year = '', month = '', day = ''] = parts.length === 3 ? parts : ['', ...parts].slice(-3);
  const spread =
    /^\d{4}$/.test(year) && /^\d\d$/.test(month) && /^\d\d$/.test(day) ? `${year}-${month}-${day}` : undefined;
  const last = parts.at(-1) ?? '';
  const beforeLast = parts.at(-2) ?? '';
  const monthOnly = /^((?:19|20)\d\d)[-_. ](0[1-9]|1[0-2])(?!\d)/.exec(last);
  const spreadMonth =
    /^(?:19|20)\d\d$/.test(beforeLast) && /^(?:0[1-9]|1[0-2])$/.test(last) ? `${beforeLast}-${last}-01` : undefined;
  const text = spread ?? (monthOnly ? `${monthOnly[1]}-${monthOnly[2]}-01` : spreadMonth);
  const time = text === undefined ? undefined : parseWallClock(text);
  return time && { local: time.local, offsetMin: null, hasClock: false };
}

function dayIn(text: string): NameTime | undefined {
  const match = DAY_ONLY.exec(text);
  if (!match) return undefined;
  const time = parseWallClock(`${match[1]}-${match[3]}-${match[4]}`);
  return time && { local: time.local, offsetMin: null, hasClock: false };
}
