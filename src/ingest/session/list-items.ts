import { AppError } from '../../base/errors.ts';
import { safeJoin } from '../../base/safe-path.ts';
import { nameOf } from '../../catalogue/files/file-rows.ts';
import { getRoot } from '../../catalogue/roots/storage-roots.ts';
import { AssetId, ItemId } from '../../contract/ids.ts';
import type { ImportItemView, ItemOutcome } from '../../contract/import.ts';
import type { PageOf } from '../../contract/page.ts';
import type { Database } from '../../db/database.ts';
import type { ImportItemTable, ImportSessionTable } from '../../db/tables/import.ts';
import { laterProblem } from './later-problem.ts';

export interface ItemFilter {
  readonly outcome?: ItemOutcome | undefined;
  readonly code?: string | undefined;
  /** Part of the path. */
  readonly path?: string | undefined;
}

/** The import log of a session, in the order of recording. Unchanged files are listed from the catalogue. */
export async function listItems(
  db: Database,
  session: ImportSessionTable,
  ask: ItemFilter & { cursor?: string | undefined; limit: number },
): Promise<PageOf<ImportItemView>> {
  if (ask.outcome === 'unchanged') return listUnchanged(db, session, ask);
  let query = db
    .selectFrom('import_item')
    .leftJoin('asset', 'asset.id', 'import_item.asset_id')
    .selectAll('import_item')
    .select(['pictures_code', 'pictures_message', 'metadata_code', 'metadata_message'])
    .where('session_id', '=', session.id);
  const { code } = ask;
  if (ask.outcome !== undefined) query = query.where('outcome', '=', ask.outcome);
  if (code !== undefined) {
    // what failed after a file was taken in stands with its asset, as the groups of failures count it
    query = query.where((eb) => {
      const later = (work: 'metadata' | 'pictures') =>
        eb.and([laterProblem[work], eb(`asset.${work}_code`, '=', code)]);
      return eb.or([eb('import_item.code', '=', code), later('metadata'), later('pictures')]);
    });
  }
  if (ask.path !== undefined && ask.path !== '') query = query.where('import_item.path', 'like', likePart(ask.path));
  if (ask.cursor !== undefined) query = query.where('import_item.id', '>', ask.cursor);
  const rows = await query
    .orderBy('import_item.id')
    .limit(ask.limit + 1)
    .execute();
  return page(
    rows.map((row) => viewItem({ ...row, ...reasonOf(row, code) })),
    ask.limit,
  );
}

interface LaterReasons {
  readonly code: string | null;
  readonly message: string | null;
  readonly metadata_code: string | null;
  readonly metadata_message: string | null;
  readonly pictures_code: string | null;
  readonly pictures_message: string | null;
}

/** Where a code is asked for, the one that the line is shown for. */
function reasonOf(row: LaterReasons, code: string | undefined): { code: string | null; message: string | null } {
  if (code === undefined || row.code === code) return { code: row.code, message: row.message };
  return { code, message: row.pictures_code === code ? row.pictures_message : row.metadata_message };
}

/** Files of the session's folder that it found as the catalogue had them. */
async function listUnchanged(
  db: Database,
  session: ImportSessionTable,
  ask: ItemFilter & { cursor?: string | undefined; limit: number },
): Promise<PageOf<ImportItemView>> {
  if (session.mode !== 'in-place') return { rows: [] };
  const root = await getRoot(db, session.root_id);
  const below = session.subpath === '' ? '' : `${session.subpath}/`;
  let query = db
    .selectFrom('asset_file')
    .selectAll()
    .where('root_id', '=', session.root_id)
    .where('state', '=', 'present')
    .where('first_seen_ms', '<', session.started_at_ms)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('import_item')
            .select('import_item.id')
            .where('import_item.session_id', '=', session.id)
            .whereRef('import_item.path', '=', 'asset_file.path'),
        ),
      ),
    );
  const isOneFile = session.folder !== safeJoin(root.path, session.subpath);
  if (isOneFile) query = query.where('path', '=', below + nameOf(session.folder));
  else if (below !== '') query = query.where('path', '>=', below).where('path', '<', `${session.subpath}0`);
  if (ask.path !== undefined && ask.path !== '') query = query.where('path', 'like', likePart(ask.path));
  if (ask.cursor !== undefined) query = query.where('path', '>', ask.cursor);
  const rows = await query
    .orderBy('path')
    .limit(ask.limit + 1)
    .execute();
  const views = rows.map((row) => ({
    id: ItemId.parse(row.id.replace(/^fi_/u, 'ii_')),
    path: row.path,
    outcome: 'unchanged' as const,
    code: null,
    message: null,
    assetId: AssetId.parse(row.asset_id),
    sizeBytes: row.size_bytes,
    at: new Date(session.started_at_ms).toISOString(),
  }));
  const last = rows[ask.limit - 1];
  return rows.length > ask.limit && last ? { rows: views.slice(0, ask.limit), next: last.path } : { rows: views };
}

function likePart(text: string): string {
  return `%${text.replaceAll(/[%_]/gu, '')}%`;
}

function viewItem(row: ImportItemTable): ImportItemView {
  return {
    id: ItemId.parse(row.id),
    path: row.path,
    outcome: row.outcome,
    code: row.code,
    message: row.message,
    assetId: row.asset_id === null ? null : AssetId.parse(row.asset_id),
    sizeBytes: row.size_bytes,
    at: new Date(row.at_ms).toISOString(),
  };
}

function page(rows: ImportItemView[], limit: number): PageOf<ImportItemView> {
  const last = rows[limit - 1];
  return rows.length > limit && last ? { rows: rows.slice(0, limit), next: last.id } : { rows };
}

/** @throws session_not_found */
export async function getSession(db: Database, id: string): Promise<ImportSessionTable> {
  const session = await db.selectFrom('import_session').selectAll().where('id', '=', id).executeTakeFirst();
  if (!session) throw new AppError('session_not_found', 'No such import session', { details: { sessionId: id } });
  return session;
}
