import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { AssetCard, AssetFilter } from '../../../../src/contract/asset.ts';
import { shownPicture } from '../../api/shown-picture.ts';
import { neighboursQuery, type AssetIdText } from '../../api/queries.ts';

interface Neighbourhood {
  /** Cards around and including the open one, as far as known, in the library's order. */
  readonly around: readonly AssetCard[];
  readonly previous: AssetCard | undefined;
  readonly next: AssetCard | undefined;
  /** Place in the library, 0-based; undefined until known. */
  readonly index: number | undefined;
  readonly total: number | undefined;
}

/** What lies around an asset. A step to a neighbour is answered at once from what is known, then made exact. */
export function useNeighbourhood(id: AssetIdText, filter: AssetFilter, own: AssetCard | undefined): Neighbourhood {
  const { data } = useQuery(neighboursQuery(id, filter));
  const [known, setKnown] = useState<{ from?: unknown; around: readonly AssetCard[]; first: number; total: number }>({
    around: [],
    first: 0,
    total: 0,
  });
  if (data && own && known.from !== data) {
    const around = [...data.before, own, ...data.after];
    setKnown({ from: data, around, first: data.index - data.before.length, total: data.total });
  }
  const { around, first, total } = known;
  const at = around.findIndex((card) => card.id === id);
  const previous = at > 0 ? around[at - 1] : undefined;
  const next = at >= 0 ? around[at + 1] : undefined;
  usePrefetch(at < 0 ? [] : [around[at + 1], around[at - 1], around[at + 2], around[at - 2]]);
  return { around, previous, next, index: at < 0 ? undefined : first + at, total: at < 0 ? undefined : total };
}

/** Fetches and decodes previews before they are asked for; the list is in order of likelihood. */
function usePrefetch(cards: readonly (AssetCard | undefined)[]): void {
  const kept = useRef<HTMLImageElement[]>([]);
  const urls = cards
    .map((card) => (card ? shownPicture(card, 'preview') : null))
    .filter((url) => url !== null)
    .join(' ');
  useEffect(() => {
    kept.current = urls
      .split(' ')
      .filter(Boolean)
      .map((url) => {
        const image = new Image();
        image.src = url;
        image.decode().catch(() => undefined);
        return image;
      });
  }, [urls]);
}
