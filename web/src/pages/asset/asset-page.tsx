import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch, useRouter } from '@tanstack/react-router';
import { FileWarning } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import type { AssetView } from '../../../../src/contract/asset.ts';
import { assetQuery } from '../../api/queries.ts';
import { InfoPanel } from '../../parts/page.tsx';
import { UnreadState } from '../../parts/unread-state.tsx';
import { filmStripChoice, infoChoice } from '../../state/choices.ts';
import { useKeys } from '../../state/keys.ts';
import { useStored } from '../../state/stored.ts';
import { shownName } from '../../words/path.ts';
import { rememberLookedAt } from '../library/library-memory.ts';
import { filterOf } from '../library/library-search.ts';
import { AssetChrome, type AssetChromeProps } from './asset-chrome.tsx';
import { AssetInfo } from './asset-info.tsx';
import { FilmStrip } from './film-strip.tsx';
import { PictureStage, type StageHandle } from './picture-stage.tsx';
import { useNeighbourhood } from './use-neighbourhood.ts';
import { isOnItsWay, useSharper, useSharperNotices, widthText } from './use-sharper.ts';
import { VideoStage } from './video-stage.tsx';

/** One asset, as large as the window; its facts beside it. */
export function AssetPage(): ReactElement {
  const { id } = useParams({ from: '/asset/$id' });
  const search = useSearch({ from: '/asset/$id' });
  const filter = useMemo(() => filterOf(search), [search]);
  const { data: asset, error, refetch } = useQuery(assetQuery(id));
  const { around, previous, next, index, total } = useNeighbourhood(id, filter, asset);
  const card = asset ?? around.find((one) => one.id === id);
  const info = useStored(infoChoice) === 'open';
  const strip = useStored(filmStripChoice) === 'open';
  const stage = useRef<StageHandle>(null);
  const navigate = useNavigate();
  const back = useBack();
  const { visible, wake } = useFadingChrome(2_000);
  const sharper = useSharper(id);
  useSharperNotices(asset, sharper.undo);

  useEffect(() => {
    if (index !== undefined) rememberLookedAt(filter, index);
  }, [filter, index]);
  useEffect(() => {
    document.title = card ? `${shownName(card.name)} · Supervisor` : 'Supervisor';
  }, [card]);

  const go = (to: typeof previous): void => {
    if (to) void navigate({ to: '/asset/$id', params: { id: to.id }, search: filter, replace: true });
  };
  const rtl = document.documentElement.dir === 'rtl';
  useKeys({
    ArrowLeft: () => go(rtl ? next : previous),
    ArrowRight: () => go(rtl ? previous : next),
    Escape: back,
    z: () => stage.current?.toggleZoom(),
    f: () => filmStripChoice.set(strip ? 'closed' : 'open'),
    e: sharper.ask,
  });
  const size =
    asset?.facts.widthPx && asset.facts.heightPx ? { width: asset.facts.widthPx, height: asset.facts.heightPx } : null;

  return (
    <div className="relative flex min-h-0 min-w-0 flex-1">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- any movement only shows the controls */}
      <main className="flex min-w-0 flex-1 flex-col bg-stage text-on-stage" onPointerMove={wake} onFocus={wake}>
        <div className="relative min-h-0 flex-1">
          {error !== null ? (
            // no picture is shown: the ground of pages, on which these words can be read in every theme
            <div className="flex h-full items-center justify-center bg-bg p-6 text-text">
              <UnreadState
                what="asset"
                error={error}
                onRetry={() => void refetch()}
                to="/"
                toName="Go to the library"
              />
            </div>
          ) : card === undefined ? null : card.kind === 'video' ? (
            <VideoStage key={card.id} card={card} formatLabel={asset?.formatLabel} />
          ) : (
            <PictureStage key={card.id} card={card} size={size} handle={stage} />
          )}
          {card?.badges.includes('damaged') ? <DamageNote /> : null}
          <AssetChrome
            card={card}
            index={index}
            total={total}
            // where there is no picture they cover nothing, and one of them leads to the reason
            visible={visible || info || card === undefined || card.pictures === 'failed' || card.pictures === 'none'}
            onBack={back}
            onPrevious={previous ? () => go(previous) : undefined}
            onNext={next ? () => go(next) : undefined}
            onZoom={card?.kind === 'image' ? () => stage.current?.toggleZoom() : undefined}
            sharper={asset && sharperChoice(asset, sharper.ask)}
          />
        </div>
        {strip && around.length > 1 ? <FilmStrip cards={around} current={id} filter={filter} /> : null}
      </main>
      {info ? (
        <InfoPanel>
          <AssetInfo id={id} />
        </InfoPanel>
      ) : null}
    </div>
  );
}

/** Stays while the controls fade: without it a grey half would pass for the photo. */
function DamageNote(): ReactElement {
  return (
    <p className="pointer-events-none absolute inset-x-0 top-[var(--bar)] z-[4] mx-auto mt-2 flex w-fit max-w-[calc(100%-16px)] items-center gap-2 rounded-control bg-stage-chrome px-3 py-1">
      <FileWarning size={16} aria-hidden className="shrink-0" /> Damaged file: only this could be read of it.
    </p>
  );
}

/** The button for a sharper preview; none where one would gain nothing. */
function sharperChoice(asset: AssetView, ask: () => void): AssetChromeProps['sharper'] {
  const { widthPx, toWidthPx } = asset.enhancement;
  if (isOnItsWay(asset)) return { label: 'A sharper preview is on its way', ask: undefined };
  if (asset.kind !== 'image' || toWidthPx === null) return undefined;
  return { label: `Sharper preview: ${widthText(widthPx)} → ${widthText(toWidthPx)}`, ask };
}

/** Back to the library, over the browser's history when that is where it came from. */
function useBack(): () => void {
  const router = useRouter();
  const navigate = useNavigate();
  const search = useSearch({ from: '/asset/$id' });
  return () => {
    if (router.history.canGoBack()) router.history.back();
    else void navigate({ to: '/', search: filterOf(search) });
  };
}

/** Controls are seen while the pointer moves, and for so long after. */
function useFadingChrome(ms: number): { visible: boolean; wake: () => void } {
  const [visible, setVisible] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wake = (): void => {
    clearTimeout(timer.current);
    setVisible(true);
    timer.current = setTimeout(() => setVisible(false), ms);
  };
  useEffect(() => {
    timer.current = setTimeout(() => setVisible(false), ms);
    return () => clearTimeout(timer.current);
  }, [ms]);
  return { visible, wake };
}
