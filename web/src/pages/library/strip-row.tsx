import { Check, Minus } from 'lucide-react';
import { memo, type ReactElement } from 'react';
import type { AssetCard } from '../../../../src/contract/asset.ts';
import { count } from '../../words/number.ts';
import { dayTitle } from '../../words/time.ts';
import type { Layout, Strip } from './justified-layout.ts';
import { coverage, isSelected, type Selection } from './selection.ts';
import type { TimelineIndex } from './timeline-index.ts';
import type { View } from './library-search.ts';
import { PlainTiles } from './plain-tiles.tsx';
import { ListLine } from './list-line.tsx';
import { Tile } from './tile.tsx';

interface StripRowProps {
  readonly timeline: TimelineIndex;
  readonly layout: Layout;
  readonly at: number;
  readonly cards: ReadonlyMap<number, AssetCard>;
  readonly selection: Selection;
  /** Asset that Tab goes to. */
  readonly tabbable: number;
  readonly thisYear: number;
  readonly view: View;
  /** Only colours are drawn: it passes too fast for more. */
  readonly plain: boolean;
}

/** One strip of the grid: the names of days, or a row of pictures. */
export const StripRow = memo(function StripRow(props: StripRowProps): ReactElement | null {
  const strip = props.layout.strips[props.at];
  if (!strip) return null;
  const isColours = props.plain && strip.kind === 'pictures';
  return (
    <div
      role="row"
      aria-rowindex={props.at + 1}
      data-plain={isColours ? '' : undefined}
      className="absolute inset-x-0 top-0"
      style={{ height: strip.height, transform: `translateY(${strip.top}px)` }}
    >
      {isColours ? (
        <PlainTiles strip={strip} layout={props.layout} cards={props.cards} view={props.view} />
      ) : strip.kind === 'days' ? (
        <Days {...props} strip={strip} />
      ) : (
        <Pictures {...props} strip={strip} />
      )}
    </div>
  );
});

type Part = StripRowProps & { readonly strip: Strip };

function Pictures({ strip, layout, cards, selection, tabbable, view }: Part): ReactElement[] {
  const Cell = view === 'list' ? ListLine : Tile;
  return Array.from({ length: strip.count }, (_, i) => {
    const index = strip.first + i;
    const card = cards.get(index);
    return (
      <Cell
        key={index}
        index={index}
        column={i + 1}
        x={layout.x[index] ?? 0}
        width={layout.width[index] ?? 0}
        card={card}
        selected={card ? isSelected(selection, card.id) : selection.of === 'all'}
        tabbable={index === tabbable}
      />
    );
  });
}

function Days({ strip, ...row }: Part): ReactElement[] {
  const { timeline, layout } = row;
  return Array.from({ length: strip.count }, (_, i) => {
    const day = strip.first + i;
    const first = timeline.dayStart[day] ?? 0;
    const size = (timeline.dayStart[day + 1] ?? first) - first;
    const name = dayTitle(timeline.days[day] ?? '', row.thisYear);
    return (
      <div
        key={day}
        role="gridcell"
        aria-colindex={i + 1}
        className="group absolute top-0 flex h-full items-end gap-2 overflow-hidden pb-2 whitespace-nowrap"
        style={{ insetInlineStart: layout.dayX[day] ?? 0, width: layout.dayWidth[day] ?? 0 }}
      >
        <span className="truncate font-strong">{name}</span>
        <span className="shrink-0 text-muted tabular-nums">{count(size)}</span>
        {row.plain ? null : <DayMark {...row} day={day} first={first} size={size} name={name} />}
      </div>
    );
  });
}

interface DayMarkProps extends Pick<StripRowProps, 'cards' | 'selection'> {
  readonly day: number;
  readonly first: number;
  readonly size: number;
  readonly name: string;
}

/** Selects a day, and says whether it is. */
function DayMark({ cards, selection, day, first, size, name }: DayMarkProps): ReactElement {
  const ids = Array.from({ length: Math.min(size, 500) }, (_, n) => cards.get(first + n)?.id);
  const chosen = coverage(selection, ids);
  const Mark = chosen === 'some' ? Minus : Check;
  return (
    <button
      type="button"
      data-day={day}
      aria-label={`Select ${name}, ${size}`}
      aria-pressed={chosen === 'some' ? 'mixed' : chosen === 'all'}
      tabIndex={-1}
      className="flex size-5 shrink-0 items-center justify-center rounded-round border border-line text-transparent opacity-0 group-hover:opacity-100 hover:bg-hover hover:text-muted focus-visible:opacity-100 data-[on]:border-transparent data-[on]:bg-accent-solid data-[on]:text-on-accent data-[on]:opacity-100 pointer-coarse:opacity-100"
      data-on={chosen === 'none' ? undefined : ''}
    >
      <Mark size={12} aria-hidden strokeWidth={3} className="pointer-events-none" />
    </button>
  );
}
