import { pictureUrl } from '../../../src/contract/api.ts';
import type { AssetCard } from '../../../src/contract/asset.ts';

type Pictured = Pick<AssetCard, 'id' | 'picture' | 'hasEmbedded' | 'status'>;

/** Address of an asset's picture; null when there is none yet: no request that can only fail. */
export function shownPicture(card: Pictured, size: 'grid' | 'square' | 'preview'): string | null {
  if (card.picture !== null) return pictureUrl(card.id, size, card.picture);
  // The thumbnail inside the original stands in for the small ones only, and is read where the original lies.
  const isThere = card.status !== 'offline' && card.status !== 'missing';
  return card.hasEmbedded && isThere && size !== 'preview' ? pictureUrl(card.id, size, null) : null;
}
