import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { HEADER, type Layout } from './justified-layout.ts';
import { tileImages } from './image-queue.ts';
import { assetsIn, scrollToShow, visibleRange, type VisibleRange } from './visible-range.ts';
import { useFlight } from './use-flight.ts';
import type { Place } from './use-timeline.ts';

interface GridView {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly range: VisibleRange;
  /** It passes so fast that only colours can be seen. */
  readonly isTravel: boolean;
  /** Height of the window onto the grid, px. */
  readonly viewHeight: number;
  readonly onScroll: () => void;
  /** Brings an asset into sight: no further than needed, or to the top under its day's name. */
  readonly reveal: (asset: number, to?: 'nearest' | 'top') => void;
}

const NONE: VisibleRange = { from: 0, to: 0, seenFrom: 0, seenTo: 0 };

/** Ties the scroll position to what is rendered, and keeps the reader's place when the layout changes. */
export function useGridView(layout: Layout, place: RefObject<Place>, size: { height: number }): GridView {
  const scroller = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState<VisibleRange>(NONE);
  const { isTravel, watch } = useFlight();

  const look = useCallback(() => {
    const top = scroller.current?.scrollTop ?? 0;
    const next = visibleRange(layout, { top, height: size.height });
    const seen = assetsIn(layout, next.seenFrom, next.seenTo);
    tileImages.look(seen.first, seen.end);
    watch(top / size.height);
    remember(place.current, { layout, top, first: seen.first });
    setRange((was) => (sameRange(was, next) ? was : next));
  }, [layout, place, size.height, watch]);

  // The order matters: first the old place is found in the new layout, then that becomes what is looked at.
  useLayoutEffect(() => {
    const element = scroller.current;
    // Before it has a size nothing lies where it will: the place would be lost.
    if (!element || layout.strips.length === 0 || size.height === 0) return;
    const { index, offset, atTop } = place.current;
    const strip = layout.strips[layout.stripOf[Math.min(index, layout.stripOf.length - 1)] ?? 0];
    element.scrollTop = atTop ? 0 : (strip?.top ?? 0) + offset;
    look();
  }, [layout, place, look, size.height]);

  const frame = useRef(0);
  const onScroll = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(look);
  }, [look]);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  const reveal = useCallback(
    (asset: number, to: 'nearest' | 'top' = 'nearest') => {
      const element = scroller.current;
      const strip = layout.strips[layout.stripOf[asset] ?? 0];
      if (!element || !strip) return;
      const window = { top: element.scrollTop, height: size.height };
      const top = to === 'top' ? Math.max(0, strip.top - HEADER) : scrollToShow(strip, window, HEADER + 4);
      if (Math.abs(top - element.scrollTop) < 1) return;
      element.scrollTop = top;
      look();
    },
    [layout, look, size.height],
  );

  return { scroller, range, isTravel, viewHeight: size.height, onScroll, reveal };
}

function remember(place: Place, at: { layout: Layout; top: number; first: number }): void {
  if (place.index !== at.first) place.id = undefined;
  place.index = at.first;
  place.offset = at.top - (at.layout.strips[at.layout.stripOf[at.first] ?? 0]?.top ?? 0);
  place.atTop = at.top < 8;
}

const sameRange = (a: VisibleRange, b: VisibleRange): boolean =>
  a.from === b.from && a.to === b.to && a.seenFrom === b.seenFrom && a.seenTo === b.seenTo;
