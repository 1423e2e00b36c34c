import { AssetId } from '../../contract/ids.ts';
import type { AssetCard } from '../../contract/asset.ts';
import type { Database } from '../../db/database.ts';
import type { AssetTable } from '../../db/tables/asset.ts';
import { formatById } from '../../formats/format-of.ts';
import { localText } from '../timeline/wall-clock.ts';
import { DAMAGE_CODES } from './damage-codes.ts';

const CARD_COLUMNS = [
  'id',
  'kind',
  'name',
  'sort_ms',
  'width_px',
  'height_px',
  'duration_ms',
  'frames',
  'thumbhash',
  'pictures_key',
  'pictures_state',
  'pictures_code',
  'status',
  'rating',
  'format',
  'mismatch',
  'has_generation',
  'camera',
  'embedded_bytes',
] as const;

/** The columns a card is made of. */
export type CardRow = Pick<AssetTable, (typeof CARD_COLUMNS)[number]>;
type Role = 'live-video' | 'raw' | 'motion-video' | null;

/** Cards of these assets, in this order; ids that are not there (any more) are left out. */
export async function cardsOf(db: Database, ids: readonly string[]): Promise<AssetCard[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('asset').select(CARD_COLUMNS).where('id', 'in', ids).execute();
  const companions = await db
    .selectFrom('asset')
    .select(['cover_id', 'companion_role'])
    .where('cover_id', 'in', ids)
    .execute();
  const rolesOf = Map.groupBy(companions, (row) => row.cover_id ?? '');
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [viewCard(row, rolesOf.get(id)?.map((companion) => companion.companion_role) ?? [])] : [];
  });
}

/** The card of a row; `roles` of the companions that are shown under it. */
export function viewCard(row: CardRow, roles: readonly Role[]): AssetCard {
  // Pictures of an older recipe are shown until the new ones are there; only made pictures leave a thumbhash.
  const hasPictures = row.pictures_key !== null && row.thumbhash !== null;
  return {
    id: AssetId.parse(row.id),
    kind: row.kind,
    name: row.name,
    local: localText(row.sort_ms),
    aspect:
      row.width_px !== null && row.height_px !== null && row.width_px > 0 && row.height_px > 0
        ? row.width_px / row.height_px
        : 1,
    durationMs: row.duration_ms,
    thumbhash: row.thumbhash === null ? null : Buffer.from(row.thumbhash).toString('base64'),
    picture: hasPictures ? pictureVersion(row.pictures_key ?? '') : null,
    pictures: row.pictures_state,
    hasEmbedded: row.embedded_bytes !== null,
    status: row.status,
    rating: row.rating,
    format: row.format,
    badges: badgesOf(row, roles),
    camera: row.camera,
  };
}

/** Short name of a set of pictures, for `?v=` and ETag: recipe, content, and what was wished for its preview. */
export function pictureVersion(picturesKey: string): string {
  const [recipe = '', content = '', wished] = picturesKey.split('-');
  return `${(recipe + content).slice(0, 20)}${wished === undefined ? '' : `-${wished}`}`;
}

function badgesOf(row: CardRow, roles: readonly Role[]): AssetCard['badges'] {
  const badges: AssetCard['badges'] = [];
  if (roles.includes('raw') || formatById(row.format).isRaw) badges.push('raw');
  if (roles.includes('live-video')) badges.push('live');
  if (roles.includes('motion-video')) badges.push('motion');
  if ((row.frames ?? 1) > 1) badges.push('animated');
  if (row.width_px !== null && row.height_px !== null && row.width_px >= 2 * row.height_px && row.width_px > 3_000)
    badges.push('panorama');
  if (row.has_generation === 1) badges.push('ai');
  if (row.mismatch !== null) badges.push('mismatch');
  if (row.pictures_state === 'degraded' && DAMAGE_CODES.has(row.pictures_code ?? '')) badges.push('damaged');
  return badges;
}
