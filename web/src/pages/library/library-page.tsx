import { useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowUp } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import type { AssetFilter } from '../../../../src/contract/asset.ts';
import { Page } from '../../parts/page.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { count, countOf } from '../../words/number.ts';
import { AssetInfo } from '../asset/asset-info.tsx';
import { FilterBar } from './filter-bar.tsx';
import { LibraryGrid, type GridHandle } from './library-grid.tsx';
import { recallView, rememberView } from './library-memory.ts';
import { filterOf, type LibrarySearch } from './library-search.ts';
import { EmptyLibrary, LibrarySkeleton, NoResult } from './library-states.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { selectedCount } from './selection.ts';
import { useIdsBetween } from './use-cards.ts';
import { useLibraryKeys } from './use-library-keys.ts';
import { idsOf, useSelection } from './use-selection.ts';
import { useTimeline, type Place } from './use-timeline.ts';
import { nextZoom, ZoomControl } from './zoom-control.tsx';

/** All assets by day: look, find, choose. */
export function LibraryPage(): ReactElement {
  const search = useSearch({ from: '/' });
  const navigate = useNavigate({ from: '/' });
  const filter = useStableFilter(search);
  const zoom = search.zoom ?? 180;
  const field = useRef<HTMLInputElement>(null);
  const grid = useRef<GridHandle>(null);
  const { place, focus, setFocus } = usePlace(filter);
  const { shown, waiting, apply, error, retry } = useTimeline(filter, place);
  const timeline = shown?.timeline;
  const source = useMemo(() => ({ filter, revision: timeline?.revision ?? '' }), [filter, timeline?.revision]);
  const idsBetween = useIdsBetween(source);
  const cardAt = (asset: number) => grid.current?.cards.get(asset);
  const actions = useSelection({ timeline, cardAt, idsBetween });
  const chosen = selectedCount(actions.selection, timeline?.total ?? 0);

  const change = (part: Partial<Record<keyof AssetFilter, string | undefined>>): void => {
    actions.clear();
    void navigate({ search: (was) => ({ ...was, ...part }) as LibrarySearch });
  };
  const setZoom = (to: typeof zoom): void =>
    void navigate({ search: (was) => ({ ...was, zoom: to === 180 ? undefined : to }), replace: true });
  const open = (asset: number, newTab = false): void => {
    const card = cardAt(asset);
    if (!card) return;
    setFocus({ asset, active: false });
    if (newTab)
      window.open(
        `/asset/${card.id}?${new URLSearchParams(filter as Record<string, string>).toString()}`,
        '_blank',
        'noopener',
      );
    else void navigate({ to: '/asset/$id', params: { id: card.id }, search: filter });
  };
  useLibraryKeys({
    timeline,
    grid,
    focus: focus.asset,
    selecting: chosen > 0,
    actions,
    onFocus: (asset) => setFocus({ asset, active: true }),
    onOpen: open,
    onZoom: (step) => setZoom(nextZoom(zoom, step)),
    onSearch: () => field.current?.focus(),
  });
  const onStale = useCallback(() => void apply(), [apply]);
  const isFiltered = Object.keys(filter).length > 0;
  const focused = cardAt(focus.asset);

  return (
    <Page
      title="Library"
      start={<FilterBar filter={filter} field={field} onChange={change} />}
      tools={
        <>
          {timeline && timeline.total > 0 ? (
            <span className="shrink-0 px-1 text-muted tabular-nums max-[900px]:hidden">
              {countOf(timeline.total, 'asset')}
            </span>
          ) : null}
          <ZoomControl zoom={zoom} onZoom={setZoom} />
        </>
      }
      info={
        focused ? (
          <AssetInfo key={focused.id} id={focused.id} />
        ) : (
          <p className="p-4 text-muted">Choose a picture to see what is known about it.</p>
        )
      }
    >
      {error !== null ? (
        <div className="p-6">
          <ProblemBox title="The library could not be read" error={error} onRetry={retry} />
        </div>
      ) : shown === undefined ? (
        <LibrarySkeleton />
      ) : shown.timeline.total === 0 ? (
        isFiltered ? (
          <NoResult filter={filter} onChange={change} />
        ) : (
          <EmptyLibrary />
        )
      ) : (
        <LibraryGrid
          shown={shown}
          rowHeight={zoom}
          place={place}
          handle={grid}
          focus={focus}
          selection={actions.selection}
          onFocus={(asset) => setFocus((was) => (was.asset === asset ? was : { asset, active: false }))}
          onStale={onStale}
          pointer={{
            selecting: chosen > 0,
            onOpen: open,
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
          onClick={() => void apply().then(() => grid.current?.toTop())}
          className="absolute inset-x-0 top-3 z-10 mx-auto flex h-8 w-fit items-center gap-2 rounded-round bg-accent-solid ps-3 pe-4 font-strong text-on-accent shadow-float hover:opacity-95"
        >
          <ArrowUp size={16} aria-hidden /> {count(waiting)} new
        </button>
      ) : null}
      {chosen > 0 && timeline ? (
        <SelectionBar
          chosen={chosen}
          total={timeline.total}
          ids={() => idsOf(actions.selection, timeline.total, idsBetween)}
          onAll={actions.all}
          onClear={actions.clear}
        />
      ) : null}
    </Page>
  );
}

/** The same object as long as the filter in the address is the same. */
function useStableFilter(search: LibrarySearch): AssetFilter {
  const filter = filterOf(search);
  const text = JSON.stringify(filter);
  // oxlint-disable-next-line react/exhaustive-deps -- the text is the filter
  return useMemo(() => filter, [text]);
}

/** Where the reader is in this view, remembered for the way back. */
function usePlace(filter: AssetFilter) {
  const [left] = useState(() => recallView(filter));
  const place = useRef<Place>({ ...left.place });
  const [focus, setFocus] = useState({ asset: left.focus, active: left.focus > 0 || !left.place.atTop });
  const latest = useRef(focus.asset);
  latest.current = focus.asset;
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) {
      const other = recallView(filter);
      Object.assign(place.current, other.place);
      setFocus({ asset: other.focus, active: false });
    }
    first.current = false;
    const here = place.current;
    return () => rememberView(filter, { place: here, focus: latest.current });
  }, [filter]);
  return { place, focus, setFocus };
}
