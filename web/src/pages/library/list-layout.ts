import { GAP, HEADER, type Layout, type Strip } from './justified-layout.ts';
import type { TimelineIndex } from './timeline-index.ts';

/** Height of one asset's line, px. */
export const LINE = 44;

/** One asset a line, below its day's name. The same shape as the rows of pictures, so that all else works alike. */
export function listLayout(timeline: TimelineIndex, width: number): Layout {
  const { total, days, dayStart } = timeline;
  const strips: Strip[] = [];
  const stripOf = new Uint32Array(total);
  let top = 0;
  for (let day = 0; day < days.length; day++) {
    strips.push({ kind: 'days', first: day, count: 1, top, height: HEADER });
    top += HEADER;
    for (let asset = dayStart[day] ?? 0; asset < (dayStart[day + 1] ?? 0); asset++) {
      stripOf[asset] = strips.length;
      strips.push({ kind: 'pictures', first: asset, count: 1, top, height: LINE });
      top += LINE + GAP;
    }
  }
  return {
    strips,
    stripOf,
    tops: Float64Array.from(strips, (strip) => strip.top),
    height: top,
    tileNodes: 14,
    x: new Float32Array(total),
    width: new Float32Array(total).fill(width),
    dayX: new Float32Array(days.length),
    dayWidth: new Float32Array(days.length).fill(width),
  };
}
