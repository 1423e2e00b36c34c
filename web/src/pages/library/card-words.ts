import type { AssetCard } from '../../../../src/contract/asset.ts';
import { clipLength } from '../../words/duration.ts';
import { shownName } from '../../words/path.ts';
import { captureMinute } from '../../words/time.ts';

const BADGES = {
  raw: 'RAW',
  live: 'Live',
  motion: 'Motion',
  animated: 'GIF',
  panorama: 'Pano',
  ai: 'AI',
  mismatch: null,
  damaged: null,
} as const;

/** An asset's name for those who do not see it: `Photo, 4 May 2019, 14:03, X-T5, 4 stars`. */
export function cardName(card: AssetCard): string {
  const parts = [
    card.kind === 'video' ? 'Video' : 'Photo',
    captureMinute(card.local),
    card.camera,
    card.kind === 'video' && card.durationMs !== null ? clipLength(card.durationMs) : null,
    card.rating !== null && card.rating > 0 ? `${card.rating} ${card.rating === 1 ? 'star' : 'stars'}` : null,
    card.status === 'active' ? null : card.status,
    ...card.badges.map((badge) => BADGES[badge]),
    problemOf(card),
    shownName(card.name),
  ];
  return parts.filter((part) => part !== null).join(', ');
}

/** What is wrong with a card, in two words; null when nothing is. */
export function problemOf(card: AssetCard): string | null {
  if (card.status === 'missing') return 'File missing';
  if (card.pictures === 'failed' || card.pictures === 'none') return 'No picture';
  if (card.badges.includes('damaged')) return 'Damaged';
  return null;
}

/** The one line over a tile: only what the picture itself does not show. Null when there is nothing to say. */
export function badgeOf(card: AssetCard): string | null {
  const words: (string | null)[] = card.badges.map((badge) => BADGES[badge]);
  if (card.kind === 'video') words.unshift(`▶ ${card.durationMs === null ? 'Video' : clipLength(card.durationMs)}`);
  if (card.rating !== null && card.rating > 0) words.push(`★ ${card.rating}`);
  const said = words.filter((word) => word !== null);
  return said.length === 0 ? null : said.join(' · ');
}
