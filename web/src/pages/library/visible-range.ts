import type { Layout } from './justified-layout.ts';
import { lastAtOrBefore } from './timeline-index.ts';

/** Strips [from, to) to render, and the strips [seenFrom, seenTo) that are really on the screen. */
export interface VisibleRange {
  readonly from: number;
  readonly to: number;
  readonly seenFrom: number;
  readonly seenTo: number;
}

/** Nothing outside the screen is rendered beyond so many elements: keeps the grid below 400. */
const MOST_NODES = 370;

/** What a window [top, top + height) onto the layout shows, with up to one screen around it. */
export function visibleRange(layout: Layout, window: { top: number; height: number }): VisibleRange {
  const end = layout.strips.length;
  if (end === 0) return { from: 0, to: 0, seenFrom: 0, seenTo: 0 };
  const seenFrom = lastAtOrBefore(layout.tops, window.top);
  const seenTo = Math.min(end, lastAtOrBefore(layout.tops, window.top + window.height) + 1);
  let from = seenFrom;
  let to = seenTo;
  let nodes = 0;
  for (let i = from; i < to; i++) nodes += nodesIn(layout, i);
  // Below first: people mostly scroll on.
  for (let grown = true; grown;) {
    grown = false;
    if (
      to < end &&
      stripTop(layout, to) < window.top + window.height * 2 &&
      nodes + nodesIn(layout, to) <= MOST_NODES
    ) {
      nodes += nodesIn(layout, to);
      to += 1;
      grown = true;
    }
    if (
      from > 0 &&
      stripTop(layout, from) > window.top - window.height * 0.6 &&
      nodes + nodesIn(layout, from - 1) <= MOST_NODES
    ) {
      from -= 1;
      nodes += nodesIn(layout, from);
      grown = true;
    }
  }
  return { from, to, seenFrom, seenTo };
}

const stripTop = (layout: Layout, strip: number): number => layout.tops[strip] ?? Infinity;

/** Elements of a strip: itself and its tiles, or for each day its name, count and box. */
function nodesIn(layout: Layout, index: number): number {
  const strip = layout.strips[index];
  if (!strip) return 0;
  return 1 + strip.count * (strip.kind === 'pictures' ? layout.tileNodes : 6);
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
