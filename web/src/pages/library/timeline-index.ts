import type { TimelineView } from '../../../../src/contract/timeline.ts';

/** The library's shape, ready for layout: where each day begins and how wide each asset is. */
export interface TimelineIndex {
  readonly revision: string;
  readonly total: number;
  readonly days: readonly string[];
  /** Index of the first asset of each day; one entry more than days (= total). */
  readonly dayStart: Uint32Array;
  /** Width over height of each asset, limited to what a row can show. */
  readonly aspects: Float32Array;
}

type Shape = {
  revision: string;
  total: number;
  days: readonly { day: string; count: number }[];
  aspects: string;
} & Pick<TimelineView, 'total'>;

/** Narrower or wider pictures are cropped in the grid: a 20 : 1 panorama would be a line of 12 px. */
const NARROWEST = 0.45;
const WIDEST = 3.2;

/** Decodes the shape reply (aspect = 2 ** ((byte - 128) / 32)). */
export function readTimeline(shape: Shape): TimelineIndex {
  const text = atob(shape.aspects);
  const aspects = new Float32Array(shape.total).fill(1);
  for (let i = 0; i < Math.min(text.length, shape.total); i++) {
    aspects[i] = Math.min(WIDEST, Math.max(NARROWEST, 2 ** ((text.charCodeAt(i) - 128) / 32)));
  }
  const dayStart = new Uint32Array(shape.days.length + 1);
  let at = 0;
  for (const [i, day] of shape.days.entries()) {
    dayStart[i] = at;
    at += day.count;
  }
  dayStart[shape.days.length] = shape.total;
  return { revision: shape.revision, total: shape.total, days: shape.days.map((d) => d.day), dayStart, aspects };
}

/** The last position in ascending `starts` that is ≤ value (0 when none is). */
export function lastAtOrBefore(starts: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? Infinity) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Number of the day an asset stands in. */
export function dayOf(timeline: TimelineIndex, asset: number): number {
  return Math.min(timeline.days.length - 1, lastAtOrBefore(timeline.dayStart, asset));
}

/** First asset of the next (`step` 1) or previous (-1) day, month or year. */
export function jump(
  timeline: TimelineIndex,
  asset: number,
  by: { unit: 'day' | 'month' | 'year'; step: 1 | -1 },
): number {
  const length = { day: 10, month: 7, year: 4 }[by.unit];
  const key = (day: number): string => (timeline.days[day] ?? '').slice(0, length);
  const here = dayOf(timeline, asset);
  let day = here;
  while (day >= 0 && day < timeline.days.length && key(day) === key(here)) day += by.step;
  if (day < 0) return 0;
  if (day >= timeline.days.length) return Math.max(0, timeline.total - 1);
  // Backwards one lands on the last day of the period before: go on to its first.
  while (by.step === -1 && day > 0 && key(day - 1) === key(day)) day -= 1;
  return timeline.dayStart[day] ?? 0;
}
