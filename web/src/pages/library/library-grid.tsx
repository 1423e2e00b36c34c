import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactElement, type RefObject } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { AssetCard } from '../../../../src/contract/asset.ts';
import { justify, type Layout } from './justified-layout.ts';
import type { View } from './library-search.ts';
import { listLayout } from './list-layout.ts';
import { Scrubber } from './scrubber.tsx';
import type { Selection } from './selection.ts';
import { StripRow } from './strip-row.tsx';
import { useCards } from './use-cards.ts';
import { useGridPointer } from './use-grid-pointer.ts';
import { useGridView } from './use-grid-view.ts';
import { useHurry } from './use-hurry.ts';
import { useSize } from './use-size.ts';
import type { Place, Shown } from './use-timeline.ts';
import { assetsIn } from './visible-range.ts';

/** The asset that keys act on; `move` says how the grid goes there: `keep` not at all, null that it only was clicked. */
export interface Focus {
  readonly asset: number;
  readonly move: 'nearest' | 'top' | 'keep' | null;
}

/** What the page can ask of the grid. */
export interface GridHandle {
  readonly layout: Layout;
  readonly viewHeight: number;
  readonly cards: ReadonlyMap<number, AssetCard>;
}

interface LibraryGridProps {
  readonly shown: Shown;
  readonly view: View;
  readonly rowHeight: number;
  readonly place: RefObject<Place>;
  readonly handle: RefObject<GridHandle | null>;
  readonly focus: Focus;
  readonly selection: Selection;
  readonly onFocus: (asset: number) => void;
  readonly onStale: () => void;
  /** The focused asset's id, once its card is loaded. */
  readonly onFocusedId: (id: AssetCard['id'] | undefined) => void;
  readonly pointer: Pick<
    Parameters<typeof useGridPointer>[0],
    'selecting' | 'onOpen' | 'onToggle' | 'onExtend' | 'onDay' | 'onRect'
  >;
}

/** Space beside the pictures, px: at the start, and at the end for the scrubber. */
const INSET = 12;
const SCRUBBER = { wide: 60, narrow: 30 };
/** Below this width the years beside the pictures make room for them, px. */
const NARROW = 720;

/** The library as rows of pictures by day. Renders what is in sight and little more. */
export function LibraryGrid(props: LibraryGridProps): ReactElement {
  const { shown, place, handle } = props;
  const [attach, size] = useSize();
  const isNarrow = size.width < NARROW;
  const width = Math.max(0, size.width - INSET - (isNarrow ? SCRUBBER.narrow : SCRUBBER.wide));
  const layout = useMemo(
    () =>
      props.view === 'list'
        ? listLayout(shown.timeline, width)
        : justify(shown.timeline, { width, rowHeight: Math.min(props.rowHeight, Math.max(96, width / 2)) }),
    [shown.timeline, width, props.rowHeight, props.view],
  );
  const view = useGridView(layout, place, size);
  const rendered = assetsIn(layout, view.range.from, view.range.to);
  const source = useMemo(() => ({ filter: shown.filter, revision: shown.timeline.revision }), [shown]);
  const { cards, stale } = useCards(source, rendered.first, rendered.end);
  useHurry(cards);
  const { onStale } = props;
  useEffect(() => {
    if (stale) onStale();
  }, [stale, onStale]);

  useLayoutEffect(() => {
    const here = place.current;
    here.id = cards.get(here.index)?.id ?? here.id;
    handle.current = { layout, viewHeight: size.height, cards };
  });

  const pointer = useGridPointer({ ...props.pointer, scroller: view.scroller, layout, inset: INSET });
  const grid = useRef<HTMLDivElement>(null);
  useFocusFollows({ grid, focus: props.focus, reveal: view.reveal });

  const { asset } = props.focus;
  const tabbable = asset >= rendered.first && asset < rendered.end ? asset : rendered.first;
  const [thisYear] = useState(() => new Date().getFullYear());
  const focusedId = cards.get(asset)?.id;
  const { onFocusedId } = props;
  useEffect(() => onFocusedId(focusedId), [onFocusedId, focusedId]);
  return (
    <div ref={attach} className="relative min-h-0 flex-1">
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- the keys are the page's */}
      <div
        ref={view.scroller}
        onScroll={view.onScroll}
        onClick={pointer.onClick}
        onAuxClick={pointer.onAuxClick}
        onContextMenu={pointer.onContextMenu}
        onPointerDown={pointer.onPointerDown}
        onPointerMove={pointer.onPointerMove}
        onPointerUp={pointer.onPointerUp}
        onPointerCancel={pointer.onPointerCancel}
        className={`grid-scroll absolute inset-0 overflow-y-auto ${props.pointer.selecting ? 'selecting' : ''}`}
      >
        <div
          ref={grid}
          role="grid"
          aria-label={`Library, ${countOf(shown.timeline.total, 'asset')}`}
          aria-rowcount={layout.strips.length}
          aria-colcount={-1}
          aria-multiselectable
          onFocus={(event) => {
            const tile = event.target.closest<HTMLElement>('.tile');
            if (tile) props.onFocus(Number(tile.dataset['i']));
          }}
          className="relative"
          style={{ height: layout.height, width, marginInlineStart: INSET }}
        >
          {Array.from({ length: view.range.to - view.range.from }, (_, i) => (
            <StripRow
              key={view.range.from + i}
              at={view.range.from + i}
              timeline={shown.timeline}
              layout={layout}
              cards={cards}
              selection={props.selection}
              tabbable={tabbable}
              thisYear={thisYear}
              view={props.view}
              plain={view.isTravel && view.range.from + i !== layout.stripOf[asset]}
            />
          ))}
        </div>
        <div
          ref={pointer.frame}
          hidden
          className="pointer-events-none absolute top-0 border border-accent-solid bg-accent-soft opacity-50"
        />
      </div>
      {layout.height <= size.height ? null : (
        <Scrubber
          timeline={shown.timeline}
          layout={layout}
          viewHeight={size.height}
          isNarrow={isNarrow}
          scroller={view.scroller}
        />
      )}
    </div>
  );
}

interface FocusNeeds {
  readonly grid: RefObject<HTMLDivElement | null>;
  readonly focus: Focus;
  readonly reveal: (asset: number, to: 'nearest' | 'top') => void;
}

/** Moves the browser's focus to the asset that keys went to, after bringing it into sight. */
function useFocusFollows({ grid, focus, reveal }: FocusNeeds): void {
  const done = useRef<Focus>(null);
  useLayoutEffect(() => {
    if (done.current === focus || focus.move === null) return;
    if (focus.move !== 'keep') reveal(focus.asset, focus.move);
    const tile = grid.current?.querySelector<HTMLElement>(`[data-i="${focus.asset}"]`);
    // Whoever had scrolled away from it comes back to where he was, without it.
    if (focus.move === 'keep' && grid.current?.querySelector('.tile')) done.current = focus;
    if (!tile) return;
    done.current = focus;
    tile.focus({ preventScroll: true });
  });
}
