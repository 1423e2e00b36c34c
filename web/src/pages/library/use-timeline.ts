import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { AssetFilter } from '../../../../src/contract/asset.ts';
import { api } from '../../api/client.ts';
import { shapeQuery, type AssetIdText } from '../../api/queries.ts';
import { preloadCards } from './use-cards.ts';
import { readTimeline, type TimelineIndex } from './timeline-index.ts';

/** Where the reader is: the first picture on the screen and how far its row is above the edge, px. */
export interface Place {
  index: number;
  offset: number;
  atTop: boolean;
  /** Id of that picture, once its card is loaded. */
  id: AssetIdText | undefined;
}

/** The order on the screen, with the filter it belongs to. */
export interface Shown {
  readonly filter: AssetFilter;
  readonly timeline: TimelineIndex;
}

interface Timeline {
  readonly shown: Shown | undefined;
  /** Assets in the newer order that wait to be shown; 0 when none do. */
  readonly waiting: number;
  /** Shows the newer order: the picture that `place` names stays where it is, or the newest are gone to. */
  readonly apply: (to: 'place' | 'top') => Promise<void>;
  readonly error: unknown;
  readonly retry: () => void;
}

/** The library's order for a filter. A newer order replaces it at once only when the reader is at the top. */
export function useTimeline(filter: AssetFilter, place: RefObject<Place>): Timeline {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(shapeQuery(filter));
  const [shown, setShown] = useState<Shown>();
  const latest = useRef<Shown>(undefined);
  const newest = useMemo(() => (data ? { filter, timeline: readTimeline(data) } : undefined), [data, filter]);
  useLayoutEffect(() => {
    latest.current = newest;
  }, [newest]);
  // The first order, or that of another filter, is shown at once.
  if (newest && shown?.filter !== newest.filter) setShown(newest);

  const apply = useCallback(
    async (to: 'place' | 'top') => {
      const next = latest.current;
      if (!next) return;
      const at = place.current;
      const index = at.atTop || to === 'top' ? 0 : await newIndex(next.filter, at);
      await preloadCards(queries, { filter: next.filter, revision: next.timeline.revision }, index);
      if (latest.current !== next) return;
      at.index = index;
      if (to === 'top') at.atTop = true;
      setShown(next);
    },
    [place, queries],
  );

  useEffect(() => {
    const isNewer = newest && shown?.filter === newest.filter && shown.timeline.revision !== newest.timeline.revision;
    if (isNewer && place.current.atTop) void apply('place');
  }, [newest, shown, place, apply]);

  const held =
    newest && shown && shown.filter === newest.filter && newest.timeline.revision !== shown.timeline.revision;
  return {
    shown,
    waiting: held ? Math.max(0, newest.timeline.total - shown.timeline.total) : 0,
    apply,
    error: shown ? null : error,
    retry: () => void refetch(),
  };
}

/** Where the picture stands in the server's present order; its old place when it is gone or unknown. */
async function newIndex(filter: AssetFilter, at: Place): Promise<number> {
  if (at.id === undefined) return at.index;
  try {
    const { index } = await api.assets.neighbours({ ...filter, id: at.id, span: 1 });
    return index;
  } catch {
    return at.index;
  }
}
