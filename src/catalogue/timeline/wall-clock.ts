const DAY_MS = 86_400_000;

/**
 * The order of the library: wall-clock time as if it were UTC, milliseconds, so that a day is the day where the
 * picture was taken. `local`: ISO without zone; without it the file time in the zone of this machine.
 */
export function wallClockMs(local: string | null, mtimeMs: number): number {
  const parsed = local === null ? Number.NaN : Date.parse(`${local}Z`);
  if (Number.isFinite(parsed)) return parsed;
  return Math.round(mtimeMs - new Date(mtimeMs).getTimezoneOffset() * 60_000);
}

/** Whole days since 1970 (negative before). */
export function dayOf(sortMs: number): number {
  return Math.floor(sortMs / DAY_MS);
}

/** `2019-05-04T14:03:21` of a sort time. */
export function localText(sortMs: number): string {
  return new Date(sortMs).toISOString().slice(0, 19);
}

/** `2019-05-04` of a day number. */
export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
