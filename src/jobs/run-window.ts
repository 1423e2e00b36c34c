import { z } from 'zod';

/** When jobs of a queue may start. */
export const RunWindow = z.object({
  /** `22:00-06:00`, in `timeZone`; null = at all hours. */
  hours: z.string().nullable(),
  /** IANA name; null = that of the machine that asks. */
  timeZone: z.string().nullable(),
  /** Not while somebody looks at the library. */
  whenIdle: z.boolean(),
  /** Never: its jobs wait until the settings let them start. */
  isOff: z.boolean().optional(),
});
export type RunWindow = z.infer<typeof RunWindow>;

/** Why a queue rests, and until when where that is known. */
export interface Closed {
  readonly why: 'hours' | 'busy' | 'off';
  readonly untilMs: number | null;
}

/** Nobody browses any more when nothing was looked at for so long. */
const IDLE_MS = 60_000;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** Why a queue with this window (its stored form; null = none) starts nothing now. */
export function closedNow(
  stored: string | null,
  now: { readonly atMs: number; readonly browsedAtMs: number | undefined },
): Closed | null {
  if (stored === null) return null;
  const { hours, timeZone, whenIdle, isOff } = RunWindow.parse(JSON.parse(stored));
  if (isOff === true) return { why: 'off', untilMs: null };
  const opensInMs = hours === null ? 0 : opensIn(hours, timeZone, now.atMs);
  if (opensInMs > 0) return { why: 'hours', untilMs: now.atMs + opensInMs };
  const { atMs, browsedAtMs = -Infinity } = now;
  // noted by a clock that was wrong, it would let nothing start until then
  const isBusy = Math.abs(atMs - browsedAtMs) < IDLE_MS;
  return whenIdle && isBusy ? { why: 'busy', untilMs: browsedAtMs + IDLE_MS } : null;
}

/** A window (its stored form) in words; null = at all times. */
export function windowText(stored: string | null): string | null {
  if (stored === null) return null;
  const { hours, timeZone, whenIdle, isOff } = RunWindow.parse(JSON.parse(stored));
  if (isOff === true) return 'at no time';
  const parts = [
    ...(hours === null ? [] : [`${hours}${timeZone === null ? '' : ` ${timeZone}`}`]),
    ...(whenIdle ? ['while nobody uses the library'] : []),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

/** Milliseconds until the hours begin; 0 = they have. */
function opensIn(hours: string, timeZone: string | null, atMs: number): number {
  const [from = 0, to = 0] = hours.split('-').map(minuteOf);
  const isOpenAt = (ms: number): boolean => {
    const minute = minuteOf(wallTime(timeZone).format(ms));
    return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  };
  if (isOpenAt(atMs)) return 0;
  const minute = minuteOf(wallTime(timeZone).format(atMs));
  const waitMs = ((from - minute + DAY_MINUTES) % DAY_MINUTES) * MINUTE_MS - (atMs % MINUTE_MS);
  // by then the clocks may have been changed
  const early = from - minuteOf(wallTime(timeZone).format(atMs + waitMs));
  const changed = waitMs + (early - Math.round(early / DAY_MINUTES) * DAY_MINUTES) * MINUTE_MS;
  return changed > 0 && isOpenAt(atMs + changed) ? changed : waitMs;
}

function minuteOf(text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * 60 + minute;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function wallTime(timeZone: string | null): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone ?? '');
  if (known) return known;
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const made = new Intl.DateTimeFormat('en-GB', timeZone === null ? options : { ...options, timeZone });
  FORMATS.set(timeZone ?? '', made);
  return made;
}
