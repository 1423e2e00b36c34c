import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { HEADER, type Layout } from './justified-layout.ts';
import { tileImages } from './image-queue.ts';
import { assetsIn, scrollToShow, visibleRange, type VisibleRange } from './visible-range.ts';
import type { Place } from './use-timeline.ts';

interface GridView {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly range: VisibleRange;
  /** Height of the window onto the grid, px. */
  readonly viewHeight: number;
  readonly onScroll: () => void;
  /** Brings an asset into sight: no further than needed, or to the top under its day's name. */
  readonly reveal: (asset: number, to?: 'nearest' | 'top') => void;
}

/** Faster than so many screens a second is a flick; it is over when nothing moved so fast for a moment. */
const FLICK_SCREENS = 4;
const FLICK_OVER_MS = 120;
/** Looks further apart are no movement: a jump is not a flick. */
const APART_MS = 100;

const NONE: VisibleRange = { from: 0, to: 0, seenFrom: 0, seenTo: 0 };

/** Ties the scroll position to what is rendered, and keeps the reader's place when the layout changes. */
export function useGridView(layout: Layout, place: RefObject<Place>, size: { height: number }): GridView {
  const scroller = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState<VisibleRange>(NONE);
  const watchFlick = useFlick();

  const look = useCallback(() => {
    const top = scroller.current?.scrollTop ?? 0;
    const next = visibleRange(layout, { top, height: size.height });
    const seen = assetsIn(layout, next.seenFrom, next.seenTo);
    tileImages.look(seen.first, seen.end);
    watchFlick(top / size.height);
    remember(place.current, { layout, top, first: seen.first });
    setRange((was) => (sameRange(was, next) ? was : next));
  }, [layout, place, size.height, watchFlick]);

  // The order matters: first the old place is found in the new layout, then that becomes what is looked at.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || layout.strips.length === 0) return;
    const { index, offset, atTop } = place.current;
    const strip = layout.strips[layout.stripOf[Math.min(index, layout.stripOf.length - 1)] ?? 0];
    element.scrollTop = atTop ? 0 : (strip?.top ?? 0) + offset;
    look();
  }, [layout, place, look]);

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

  return { scroller, range, viewHeight: size.height, onScroll, reveal };
}

/** Told the position at each look, in screens: no picture is loaded while it flies by. */
function useFlick(): (screens: number) => void {
  const last = useRef({ screens: 0, atMs: -Infinity });
  const over = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(over.current);
      tileImages.hold(false);
    },
    [],
  );
  return useCallback((screens: number) => {
    const atMs = performance.now();
    const elapsedMs = atMs - last.current.atMs;
    const moved = Math.abs(screens - last.current.screens);
    last.current = { screens, atMs };
    const isFlick = elapsedMs <= APART_MS && moved * 1_000 > FLICK_SCREENS * elapsedMs;
    if (!isFlick) return;
    tileImages.hold(true);
    clearTimeout(over.current);
    over.current = setTimeout(() => tileImages.hold(false), FLICK_OVER_MS);
  }, []);
}

function remember(place: Place, at: { layout: Layout; top: number; first: number }): void {
  if (place.index !== at.first) place.id = undefined;
  place.index = at.first;
  place.offset = at.top - (at.layout.strips[at.layout.stripOf[at.first] ?? 0]?.top ?? 0);
  place.atTop = at.top < 8;
}

const sameRange = (a: VisibleRange, b: VisibleRange): boolean =>
  a.from === b.from && a.to === b.to && a.seenFrom === b.seenFrom && a.seenTo === b.seenTo;
