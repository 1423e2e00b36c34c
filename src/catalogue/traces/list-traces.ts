import { type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import { AppError } from '../../base/errors.ts';
import { isoTime } from '../../base/iso-time.ts';
import { AssetId } from '../../contract/ids.ts';
import { TraceStep } from '../../contract/asset.ts';
import type { PageAsk, PageOf } from '../../contract/page.ts';
import type { TraceFilter, TraceRow, TraceStats } from '../../contract/trace.ts';
import type { Database } from '../../db/database.ts';
import type { Tables } from '../../db/tables/database.ts';
import type { ImportTraceTable } from '../../db/tables/import.ts';

type TraceQuery<Row> = SelectQueryBuilder<Tables, 'import_trace', Row>;

/** A stored step as it is shown. */
export function viewStep(row: Selectable<ImportTraceTable>): TraceStep {
  return TraceStep.parse({
    at: isoTime(row.at_ms),
    type: row.type,
    order: row.step,
    method: row.method,
    ok: row.ok === 1,
    code: row.code,
    detail: row.detail,
    durationMs: row.duration_us / 1_000,
    bytes: row.bytes,
    widthPx: row.width_px,
    heightPx: row.height_px,
    tool: row.tool,
    attempt: row.attempt,
  });
}

/** What was tried for files, newest first. */
export async function listTraces(db: Database, filter: TraceFilter, page: PageAsk): Promise<PageOf<TraceRow>> {
  const from = page.cursor === undefined ? undefined : cursorOf(page.cursor);
  let query = narrowed(db.selectFrom('import_trace'), filter);
  if (from) query = query.where('import_trace.at_ms', '<=', from.atMs);
  const rows = await query
    .leftJoin('asset', 'asset.id', 'import_trace.asset_id')
    .leftJoin('import_item', 'import_item.id', 'import_trace.item_id')
    .selectAll('import_trace')
    .select(['asset.name as asset_name', 'import_item.path as item_path'])
    .orderBy('import_trace.at_ms', 'desc')
    .orderBy('import_trace.asset_id')
    .orderBy('import_trace.item_id')
    .orderBy('import_trace.step', 'desc')
    .orderBy('import_trace.type')
    .offset(from?.skip ?? 0)
    .limit(page.limit + 1)
    .execute();
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const views = shown.map((row) => ({
    ...viewStep(row),
    asset: row.asset_id === null ? null : { id: AssetId.parse(row.asset_id), name: row.asset_name ?? '' },
    path: row.item_path,
  }));
  if (rows.length <= page.limit || !last) return { rows: views };
  // Steps of one job share their time: the cursor says how many of that time were shown.
  const before = last.at_ms === from?.atMs ? from.skip : 0;
  const skip = before + shown.filter((row) => row.at_ms === last.at_ms).length;
  return { rows: views, next: `${last.at_ms}-${skip}` };
}

/** How many steps went well and how many did not, by type and method. */
export async function traceStats(db: Database, filter: TraceFilter): Promise<TraceStats> {
  const rows = await narrowed(db.selectFrom('import_trace'), filter)
    .select([
      'type',
      'method',
      sql<number>`count(*)`.as('total'),
      sql<number>`sum(1 - ok)`.as('failed'),
      sql<number>`sum(duration_us)`.as('us'),
    ])
    .groupBy(['type', 'method'])
    .execute();
  const methods = rows
    .map((row) => ({
      type: TraceStep.shape.type.parse(row.type),
      method: row.method,
      total: row.total,
      failed: row.failed,
      meanMs: row.us / row.total / 1_000,
    }))
    .sort((a, b) => b.total - a.total);
  const total = methods.reduce((sum, method) => sum + method.total, 0);
  const failed = methods.reduce((sum, method) => sum + method.failed, 0);
  return { total, passed: total - failed, failed, methods };
}

function narrowed<Row>(query: TraceQuery<Row>, filter: TraceFilter): TraceQuery<Row> {
  const { asset, type, method, ok, code, from, to } = filter;
  let narrow = query;
  if (asset !== undefined) narrow = narrow.where('import_trace.asset_id', '=', asset);
  if (type !== undefined) narrow = narrow.where('import_trace.type', '=', type);
  if (method !== undefined) narrow = narrow.where('import_trace.method', '=', method);
  if (ok !== undefined) narrow = narrow.where('import_trace.ok', '=', ok ? 1 : 0);
  if (code !== undefined) narrow = narrow.where('import_trace.code', '=', code);
  if (from !== undefined) narrow = narrow.where('import_trace.at_ms', '>=', Date.parse(from));
  if (to !== undefined) narrow = narrow.where('import_trace.at_ms', '<=', Date.parse(to));
  return narrow;
}

function cursorOf(cursor: string): { atMs: number; skip: number } {
  const [atMs, skip] = cursor.split('-').map(Number);
  if (!Number.isSafeInteger(atMs) || !Number.isSafeInteger(skip))
    throw new AppError('bad_request', 'The cursor is none of ours');
  return { atMs: atMs ?? 0, skip: skip ?? 0 };
}
