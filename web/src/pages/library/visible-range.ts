import type { Layout } from './justified-layout.ts';
import { lastAtOrBefore } from './timeline-index.ts';

/** Strips [from, to) to render, and the strips [seenFrom, seenTo) that are really on the screen. */
export interface VisibleRange {
  readonly from: number;
  readonly to: number;
  readonly seenFrom: number;
  readonly seenTo: number;
}

/** Tiles rendered at most outside the screen: keeps the grid below 400 nodes at two a tile. */
const MAX_TILES = 170;

/** What a window [top, top + height) onto the layout shows, with up to one screen around it. */
export function visibleRange(layout: Layout, window: { top: number; height: number }): VisibleRange {
  const end = layout.strips.length;
  if (end === 0) return { from: 0, to: 0, seenFrom: 0, seenTo: 0 };
  const seenFrom = lastAtOrBefore(layout.tops, window.top);
  const seenTo = Math.min(end, lastAtOrBefore(layout.tops, window.top + window.height) + 1);
  let from = seenFrom;
  let to = seenTo;
  let tiles = 0;
  for (let i = from; i < to; i++) tiles += tilesIn(layout, i);
  // Below first: people mostly scroll on.
  for (let grown = true; grown;) {
    grown = false;
    if (to < end && stripTop(layout, to) < window.top + window.height * 2 && tiles + tilesIn(layout, to) <= MAX_TILES) {
      tiles += tilesIn(layout, to);
      to += 1;
      grown = true;
    }
    if (
      from > 0 &&
      stripTop(layout, from) > window.top - window.height * 0.6 &&
      tiles + tilesIn(layout, from - 1) <= MAX_TILES
    ) {
      from -= 1;
      tiles += tilesIn(layout, from);
      grown = true;
    }
  }
  return { from, to, seenFrom, seenTo };
}

const stripTop = (layout: Layout, strip: number): number => layout.tops[strip] ?? Infinity;

function tilesIn(layout: Layout, index: number): number {
  const strip = layout.strips[index];
  return strip?.kind === 'pictures' ? strip.count : 0;
}

/** Indexes [first, end) of the assets in strips [from, to). */
export function assetsIn(layout: Layout, from: number, to: number): { first: number; end: number } {
  let first = -1;
  let end = 0;
  for (let i = from; i < to; i++) {
    const strip = layout.strips[i];
    if (strip?.kind !== 'pictures') continue;
    if (first === -1) first = strip.first;
    end = strip.first + strip.count;
  }
  return { first: Math.max(0, first), end };
}

/** The scroll position, as near as possible to the present one, that shows a whole strip. */
export function scrollToShow(
  strip: { top: number; height: number },
  window: { top: number; height: number },
  margin: number,
): number {
  if (strip.top - margin < window.top) return Math.max(0, strip.top - margin);
  const bottom = strip.top + strip.height + 8;
  return bottom > window.top + window.height ? bottom - window.height : window.top;
}
