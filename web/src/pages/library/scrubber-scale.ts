import type { Layout } from './justified-layout.ts';
import { lastAtOrBefore, type TimelineIndex } from './timeline-index.ts';

/** One month beside the grid: where it begins and ends as a share of the height, and how full it is. */
export interface Month {
  readonly day: string;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** 0…1: count against the fullest month, by square root so that small ones stay visible. */
  readonly density: number;
}

/** A year's name beside its first month. */
export interface YearLabel {
  readonly year: string;
  readonly at: number;
}

/** Months of the library in the order of the grid, placed by the real height of their rows. */
export function months(timeline: TimelineIndex, layout: Layout): Month[] {
  const found: { day: string; from: number; count: number }[] = [];
  const height = Math.max(1, layout.height);
  for (const [i, day] of timeline.days.entries()) {
    const first = timeline.dayStart[i] ?? 0;
    const count = (timeline.dayStart[i + 1] ?? 0) - first;
    const last = found.at(-1);
    if (last && last.day.slice(0, 7) === day.slice(0, 7)) last.count += count;
    else found.push({ day, from: (layout.strips[layout.stripOf[first] ?? 0]?.top ?? 0) / height, count });
  }
  const fullest = found.reduce((most, month) => Math.max(most, month.count), 1);
  return found.map((month, i) => ({
    ...month,
    from: i === 0 ? 0 : month.from,
    to: found[i + 1]?.from ?? 1,
    density: Math.sqrt(month.count / fullest),
  }));
}

/** Names of years that have room: `gap` is the least distance as a share of the height. */
export function yearLabels(all: readonly Month[], gap: number): YearLabel[] {
  const labels: YearLabel[] = [];
  let seen = '';
  for (const month of all) {
    const year = month.day.slice(0, 4);
    if (year === seen) continue;
    seen = year;
    const last = labels.at(-1);
    if (!last || month.from - last.at >= gap) labels.push({ year, at: month.from });
  }
  return labels;
}

/** The day shown at a share of the height. */
export function dayAt(timeline: TimelineIndex, layout: Layout, share: number): string | undefined {
  const strip = layout.strips[lastAtOrBefore(layout.tops, share * layout.height)];
  if (!strip) return undefined;
  if (strip.kind === 'days') return timeline.days[strip.first];
  return timeline.days[lastAtOrBefore(timeline.dayStart, strip.first)];
}

/** Scroll position ↔ share of the track: the track's end is the last screen, as with a scrollbar. */
export function shareOf(scrollTop: number, content: number, view: number): number {
  return content <= view ? 0 : Math.min(1, Math.max(0, scrollTop / (content - view)));
}
