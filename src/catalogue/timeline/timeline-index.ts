import { AppError } from '../../base/errors.ts';
import type { AssetCard, AssetFilter } from '../../contract/asset.ts';
import type { TimelineView } from '../../contract/timeline.ts';
import type { Database } from '../../db/database.ts';
import { cardsOf } from '../assets/asset-card.ts';
import { filterConditions } from './asset-filter.ts';
import { timelineRevision } from './revision.ts';
import { dayText } from './wall-clock.ts';

interface Order {
  readonly revision: string;
  readonly ids: readonly string[];
  readonly view: TimelineView;
}

/** Orders kept in memory: the plain library and the last few filters. 100 000 assets are about 10 MB. */
const KEPT = 4;

/**
 * The order of the library as the grid needs it: every place and aspect ratio in one reply, cards by their place.
 * Kept in memory until the revision changes.
 */
export class TimelineIndex {
  readonly #db: Database;
  readonly #kept = new Map<string, Promise<Order>>();

  constructor(db: Database) {
    this.#db = db;
  }

  async shape(filter: AssetFilter): Promise<TimelineView> {
    return (await this.#order(filter)).view;
  }

  async items(
    filter: AssetFilter,
    from: number,
    limit: number,
  ): Promise<{ revision: string; from: number; rows: AssetCard[] }> {
    const order = await this.#order(filter);
    return { revision: order.revision, from, rows: await cardsOf(this.#db, order.ids.slice(from, from + limit)) };
  }

  /** @throws asset_not_found when the asset is not among those of the filter */
  async neighbours(
    filter: AssetFilter,
    id: string,
    span: number,
  ): Promise<{ before: AssetCard[]; after: AssetCard[]; index: number; total: number }> {
    const order = await this.#order(filter);
    const index = order.ids.indexOf(id);
    if (index < 0) throw new AppError('asset_not_found', 'The asset is not in this view', { details: { id } });
    const before = await cardsOf(this.#db, order.ids.slice(Math.max(0, index - span), index));
    const after = await cardsOf(this.#db, order.ids.slice(index + 1, index + 1 + span));
    return { before, after, index, total: order.ids.length };
  }

  async #order(filter: AssetFilter): Promise<Order> {
    const revision = await timelineRevision(this.#db);
    const key = JSON.stringify([revision, filter]);
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const order = this.#load(filter, revision);
    this.#kept.set(key, order);
    order.catch(() => this.#kept.delete(key));
    for (const old of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(old);
    }
    return order;
  }

  async #load(filter: AssetFilter, revision: string): Promise<Order> {
    const rows = await this.#db
      .selectFrom('asset')
      .select(['id', 'sort_ms', 'width_px', 'height_px'])
      .where((eb) => eb.and(filterConditions(eb, filter)))
      .orderBy('sort_ms', 'desc')
      .orderBy('id', 'desc')
      .execute();
    const aspects = Buffer.allocUnsafe(rows.length);
    const ids: string[] = [];
    const days: { day: string; count: number }[] = [];
    let dayNumber = Number.NaN;
    for (const [index, row] of rows.entries()) {
      ids.push(row.id);
      aspects[index] = aspectByte(row.width_px, row.height_px);
      const number = Math.floor(row.sort_ms / 86_400_000);
      const day = days.at(-1);
      if (day && number === dayNumber) day.count += 1;
      else days.push({ day: dayText(number), count: 1 });
      dayNumber = number;
    }
    return { revision, ids, view: { revision, total: rows.length, days, aspects: aspects.toString('base64') } };
  }
}

/** One byte for an aspect ratio: 128 + 32 · log2(width / height), 1/16 … 16. Unknown is square. */
export function aspectByte(widthPx: number | null, heightPx: number | null): number {
  if (widthPx === null || heightPx === null || widthPx <= 0 || heightPx <= 0) return 128;
  return Math.min(255, Math.max(0, Math.round(128 + 32 * Math.log2(widthPx / heightPx))));
}
