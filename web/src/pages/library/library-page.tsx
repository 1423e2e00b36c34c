import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { assetsText, COMPANIONS, countOf } from '../../../../src/contract/count-words.ts';
import type { AssetFilter } from '../../../../src/contract/asset.ts';
import { activityQuery, type AssetIdText } from '../../api/queries.ts';
import { Page } from '../../parts/page.tsx';
import { AssetInfo } from '../asset/asset-info.tsx';
import { FilterBar } from './filter-bar.tsx';
import { LibraryBody } from './library-body.tsx';
import type { Focus, GridHandle } from './library-grid.tsx';
import { recallView, rememberView } from './library-memory.ts';
import { filterOf, LibrarySearch, type View } from './library-search.ts';
import { selectedCount } from './selection.ts';
import { useIdsBetween } from './use-cards.ts';
import { useLibraryKeys } from './use-library-keys.ts';
import { useSelection } from './use-selection.ts';
import { useTimeline, type Place } from './use-timeline.ts';
import { ViewToggle } from './view-toggle.tsx';
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
    void navigate({ search: (was) => LibrarySearch.parse({ ...was, ...part }) });
  };
  const setZoom = (to: typeof zoom): void =>
    void navigate({ search: (was) => ({ ...was, zoom: to === 180 ? undefined : to }), replace: true });
  const setView = (view: View): void =>
    void navigate({ search: (was) => ({ ...was, view: view === 'list' ? view : undefined }), replace: true });
  const open = (asset: number, newTab = false): void => {
    const card = cardAt(asset);
    if (!card) return;
    setFocus({ asset, move: null });
    if (newTab)
      window.open(
        `/asset/${card.id}?${new URLSearchParams(Object.entries(filter).map(([key, value]) => [key, String(value)])).toString()}`,
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
    onFocus: (asset, move) => setFocus({ asset, move }),
    onOpen: open,
    onZoom: (step) => setZoom(nextZoom(zoom, step)),
    onSearch: () => field.current?.focus(),
  });
  const isFiltered = Object.keys(filter).length > 0;
  const isEmpty = shown?.timeline.total === 0 && !isFiltered;
  const [focusedId, setFocusedId] = useState<AssetIdText>();

  return (
    <Page
      title="Library"
      start={isEmpty ? undefined : <FilterBar filter={filter} field={field} onChange={change} />}
      tools={
        <>
          {timeline && timeline.total > 0 ? (
            <span className="shrink-0 px-1 text-muted tabular-nums max-[900px]:hidden">
              {isFiltered ? countOf(timeline.total, 'asset') : <AllAssets shown={timeline.total} />}
            </span>
          ) : null}
          {isEmpty ? null : (
            <>
              {search.view === 'list' ? null : <ZoomControl zoom={zoom} onZoom={setZoom} />}
              <ViewToggle view={search.view ?? 'grid'} onView={setView} />
            </>
          )}
        </>
      }
      info={
        focusedId ? (
          <AssetInfo key={focusedId} id={focusedId} />
        ) : (
          <p className="p-4 text-muted">Choose a picture to see what is known about it.</p>
        )
      }
    >
      <LibraryBody
        {...{
          filter,
          shown,
          error,
          retry,
          place,
          grid,
          focus,
          actions,
          chosen,
          waiting,
          idsBetween,
          change,
          setFocusedId,
        }}
        view={search.view ?? 'grid'}
        rowHeight={zoom}
        onOpen={open}
        onApply={apply}
        onFocus={setFocus}
      />
    </Page>
  );
}

/** How many there are; companions stand behind them, and are counted with them elsewhere. */
function AllAssets({ shown }: { readonly shown: number }): ReactElement {
  const companions = useQuery(activityQuery).data?.companions ?? 0;
  return (
    <span title={companions === 0 ? undefined : COMPANIONS}>
      {assetsText({ assets: shown + companions, companions })}
    </span>
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
  const [focus, setFocus] = useState<Focus>({
    asset: left.focus,
    move: left.isLookedAt ? 'nearest' : left.focus > 0 ? 'keep' : null,
  });
  const latest = useRef(focus.asset);
  useLayoutEffect(() => {
    latest.current = focus.asset;
  }, [focus.asset]);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) {
      const other = recallView(filter);
      Object.assign(place.current, other.place);
      setFocus({ asset: other.focus, move: null });
    }
    first.current = false;
    const here = place.current;
    return () => rememberView(filter, { place: here, focus: latest.current });
  }, [filter]);
  return { place, focus, setFocus };
}
