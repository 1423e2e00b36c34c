import { ArrowUp } from 'lucide-react';
import { useCallback, type ReactElement, type RefObject } from 'react';
import type { AssetFilter } from '../../../../src/contract/asset.ts';
import type { AssetIdText } from '../../api/queries.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { count } from '../../words/number.ts';
import { FilterChips } from './filter-bar.tsx';
import { LibraryGrid, type Focus, type GridHandle } from './library-grid.tsx';
import { chipsOf, type View } from './library-search.ts';
import { EmptyLibrary, LibrarySkeleton, NoResult } from './library-states.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { idsOf, type SelectionActions } from './use-selection.ts';
import type { Place, Shown } from './use-timeline.ts';

interface LibraryBodyProps {
  readonly filter: AssetFilter;
  readonly shown: Shown | undefined;
  readonly error: unknown;
  readonly retry: () => void;
  readonly view: View;
  readonly rowHeight: number;
  readonly place: RefObject<Place>;
  readonly grid: RefObject<GridHandle | null>;
  readonly focus: Focus;
  readonly actions: SelectionActions;
  readonly chosen: number;
  /** Assets in the newer order that are not shown yet. */
  readonly waiting: number;
  readonly idsBetween: (from: number, to: number) => Promise<string[]>;
  readonly change: (part: Partial<Record<keyof AssetFilter, string | undefined>>) => void;
  readonly setFocusedId: (id: AssetIdText | undefined) => void;
  readonly onOpen: (asset: number, newTab: boolean) => void;
  readonly onApply: (to: 'place' | 'top') => Promise<void>;
  readonly onFocus: (next: (was: Focus) => Focus) => void;
}

/** What the library page shows: the grid, or why there is none; the selection bar and the pill of new assets. */
export function LibraryBody(props: LibraryBodyProps): ReactElement {
  const { filter, shown, error, retry, place, grid, focus, actions, chosen, waiting, change, onApply } = props;
  const onStale = useCallback(() => void onApply('place'), [onApply]);
  return (
    <>
      {chipsOf(filter).length > 0 ? (
        <div className="hidden border-b border-line bg-surface px-3 max-[720px]:flex">
          <FilterChips filter={filter} onChange={change} />
        </div>
      ) : null}
      {error !== null ? (
        <div className="p-6">
          <ProblemBox title="The library could not be read" error={error} onRetry={retry} />
        </div>
      ) : shown === undefined ? (
        <LibrarySkeleton />
      ) : shown.timeline.total === 0 ? (
        Object.keys(filter).length > 0 ? (
          <NoResult filter={filter} onChange={change} />
        ) : (
          <EmptyLibrary />
        )
      ) : (
        <LibraryGrid
          shown={shown}
          view={props.view}
          rowHeight={props.rowHeight}
          place={place}
          handle={grid}
          focus={focus}
          selection={actions.selection}
          onFocus={(asset) => props.onFocus((was) => (was.asset === asset ? was : { asset, move: null }))}
          onStale={onStale}
          onFocusedId={props.setFocusedId}
          pointer={{
            selecting: chosen > 0,
            onOpen: props.onOpen,
            onToggle: actions.toggleAt,
            onExtend: (asset) => actions.extendTo(asset, focus.asset),
            onDay: actions.toggleDay,
            onRect: actions.dragOver,
          }}
        />
      )}
      {waiting > 0 ? (
        <button
          type="button"
          onClick={() => void onApply('top')}
          className="absolute inset-x-0 top-3 z-10 mx-auto flex h-8 w-fit items-center gap-2 rounded-round bg-accent-solid ps-3 pe-4 font-strong text-on-accent shadow-float hover:opacity-95"
        >
          <ArrowUp size={16} aria-hidden /> {count(waiting)} new
        </button>
      ) : null}
      {chosen > 0 && shown ? (
        <SelectionBar
          chosen={chosen}
          total={shown.timeline.total}
          ids={() => idsOf(actions.selection, shown.timeline.total, props.idsBetween)}
          onAll={actions.all}
          onClear={actions.clear}
        />
      ) : null}
    </>
  );
}
