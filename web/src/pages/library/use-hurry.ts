import { useEffect, useRef } from 'react';
import type { AssetCard } from '../../../../src/contract/asset.ts';
import { api } from '../../api/client.ts';

/** While somebody scrolls, nothing is asked for. */
const REST_MS = 300;
const MOST = 500;

/** Has the pictures of these cards made first, each asked for once while the page is open. */
export function useHurry(cards: ReadonlyMap<number, AssetCard>): void {
  const asked = useRef(new Set<string>());
  useEffect(() => {
    const timer = setTimeout(() => {
      const ids = [...cards.values()]
        .filter((card) => card.pictures === 'waiting' && !asked.current.has(card.id))
        .map((card) => card.id)
        .slice(0, MOST);
      if (ids.length === 0) return;
      for (const id of ids) asked.current.add(id);
      // A server that does not answer makes them in its own order.
      api.assets.hurry({ ids }).catch(() => undefined);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [cards]);
}
