import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type PointerEvent,
  type ReactElement,
  type RefObject,
} from 'react';
import { count } from '../../words/number.ts';
import { monthTitle } from '../../words/time.ts';
import type { Layout } from './justified-layout.ts';
import { dayAt, months, shareOf, yearLabels, type Month } from './scrubber-scale.ts';
import type { TimelineIndex } from './timeline-index.ts';

interface ScrubberProps {
  readonly timeline: TimelineIndex;
  readonly layout: Layout;
  readonly viewHeight: number;
  /** The grid leaves it room for bars alone, not for the years. */
  readonly isNarrow: boolean;
  readonly scroller: RefObject<HTMLDivElement | null>;
}

/** Widest bar of a month, px. */
const BAR = 18;

/** The whole library from newest to oldest: years, months as bars as wide as they are full; drag to travel. */
export function Scrubber({ timeline, layout, viewHeight, isNarrow, scroller }: ScrubberProps): ReactElement {
  const mark = useRef<HTMLSpanElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<number | null>(null);
  const scale = useMemo(() => months(timeline, layout), [timeline, layout]);
  const labels = useMemo(() => yearLabels(scale, 26 / Math.max(1, viewHeight)), [scale, viewHeight]);
  const bars = useMemo(() => (scale.length > 1 ? barsPath(scale) : ''), [scale]);
  const top = useScrollTop(scroller, (now) => {
    mark.current?.style.setProperty('transform', `translateY(${shareOf(now, layout.height, viewHeight) * 100}%)`);
  });
  const share = shareOf(top, layout.height, viewHeight);
  const day = dayAt(timeline, layout, top / Math.max(1, layout.height));

  const pointAt = (event: PointerEvent): number => {
    const box = track.current?.getBoundingClientRect();
    return box ? Math.min(1, Math.max(0, (event.clientY - box.top) / box.height)) : 0;
  };
  const travel = (to: number): void => {
    scroller.current?.scrollTo({ top: to * (layout.height - viewHeight) });
  };
  const step = (key: string): number | null =>
    ({ ArrowUp: -0.01, ArrowDown: 0.01, PageUp: -0.1, PageDown: 0.1, Home: -1, End: 1 })[key] ?? null;

  return (
    <div
      ref={track}
      role="slider"
      tabIndex={0}
      aria-label="Time"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={day === undefined ? '' : monthTitle(day)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        travel(pointAt(event));
      }}
      onPointerMove={(event) => {
        setHover(pointAt(event));
        if (event.currentTarget.hasPointerCapture(event.pointerId)) travel(pointAt(event));
      }}
      onPointerLeave={() => setHover(null)}
      onKeyDown={(event) => {
        const by = step(event.key);
        if (by === null) return;
        event.preventDefault();
        // From where it is, not from where it last rested: a key that is held down goes on.
        const from = shareOf(scroller.current?.scrollTop ?? 0, layout.height, viewHeight);
        travel(Math.min(1, Math.max(0, from + by)));
      }}
      className={`scrubber group absolute inset-y-1 end-0 cursor-ns-resize touch-none select-none ${isNarrow ? 'w-[var(--scrubber-narrow)]' : 'w-[var(--scrubber)]'}`}
    >
      <svg
        aria-hidden
        viewBox={`0 0 ${BAR} 1000`}
        preserveAspectRatio="none"
        className="absolute inset-y-0 end-1.5 h-full w-[18px] rtl:-scale-x-100"
      >
        <path d={bars} className="fill-line transition-colors group-hover:fill-wait" />
      </svg>
      {(isNarrow ? [] : labels).map((label) => (
        <span
          key={label.year}
          aria-hidden
          style={{ top: `${label.at * 100}%` }}
          className="absolute end-7 text-[11px] leading-none text-muted tabular-nums"
        >
          {label.year}
        </span>
      ))}
      {/* Moved by a transform, on a layer of its own: nothing is laid out or painted while the grid moves. */}
      <span ref={mark} aria-hidden className="pointer-events-none absolute inset-0 will-change-transform">
        <span className="absolute end-0 top-0 h-0.5 w-7 -translate-y-1/2 rounded-round bg-accent-solid" />
      </span>
      {hover === null ? null : <Preview at={hover} {...{ timeline, layout, scale }} />}
    </div>
  );
}

interface PreviewProps {
  readonly at: number;
  readonly timeline: TimelineIndex;
  readonly layout: Layout;
  readonly scale: readonly Month[];
}

function Preview({ at, timeline, layout, scale }: PreviewProps): ReactElement | null {
  const day = dayAt(timeline, layout, at);
  const month = scale.find((m) => at >= m.from && at <= m.to);
  if (day === undefined) return null;
  return (
    <span
      aria-hidden
      style={{ top: `${at * 100}%` }}
      className="pointer-events-none absolute end-full -translate-y-1/2 rounded-control border border-line bg-raised px-2 py-1 whitespace-nowrap shadow-float"
    >
      <span className="font-strong">{monthTitle(day)}</span>
      {month ? <span className="ps-2 text-muted tabular-nums">{count(month.count)}</span> : null}
    </span>
  );
}

/** All months as one shape: one node however long the library is. A hair of space parts them. */
function barsPath(scale: readonly Month[]): string {
  return scale
    .map(({ from, to, density }) => {
      const width = Math.max(2, density * BAR);
      const height = Math.max(0.8, (to - from) * 1000 - 1.2);
      return `M${(BAR - width).toFixed(1)} ${(from * 1000).toFixed(2)}h${width.toFixed(1)}v${height.toFixed(2)}h-${width.toFixed(1)}z`;
    })
    .join('');
}

/** Told at rest, so that nothing but the mark moves while the grid does. */
const REST_MS = 100;

/** The scroll position where the grid rests; `follow` is told each one, once a frame, and where the layout changed. */
function useScrollTop(scroller: RefObject<HTMLDivElement | null>, follow: (top: number) => void): number {
  const [top, setTop] = useState(0);
  const latest = useRef(follow);
  useLayoutEffect(() => {
    latest.current = follow;
    if (scroller.current) follow(scroller.current.scrollTop);
  });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    let frame = 0;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const tell = (): void => setTop(element.scrollTop);
    const read = (): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => latest.current(element.scrollTop));
      clearTimeout(rest);
      rest = setTimeout(tell, REST_MS);
    };
    tell();
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(rest);
      element.removeEventListener('scroll', read);
    };
  }, [scroller]);
  return top;
}
