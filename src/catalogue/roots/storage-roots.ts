import { sql } from 'kysely';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { newId } from '../../base/ids.ts';
import { isInside } from '../../base/safe-path.ts';
import type { Database, Tx } from '../../db/database.ts';
import { append } from '../../events/append.ts';
import type { StorageRootTable } from '../../db/tables/import.ts';
import { localPath } from './local-roots.ts';

/** A storage root as it is stored. */
export type StorageRoot = StorageRootTable;

/** All storage roots, oldest first, each with its folder on this machine. */
export async function listRoots(db: Database): Promise<StorageRoot[]> {
  const roots = await db.selectFrom('storage_root').selectAll().orderBy('created_at_ms').orderBy('id').execute();
  return roots.map((root) => ({ ...root, path: localPath(db, root) }));
}

/** A storage root with its folder on this machine. @throws root_not_found */
export async function getRoot(db: Database, id: string): Promise<StorageRoot> {
  const root = await db.selectFrom('storage_root').selectAll().where('id', '=', id).executeTakeFirst();
  if (!root) throw new AppError('root_not_found', 'No such storage root', { details: { rootId: id } });
  return { ...root, path: localPath(db, root) };
}

/** The innermost root that holds the absolute, resolved path. */
export async function findRootOf(db: Database, path: string): Promise<StorageRoot | undefined> {
  const roots = await listRoots(db);
  return roots.filter((root) => isInside(root.path, path)).sort((a, b) => b.path.length - a.path.length)[0];
}

/** Records a folder as storage root. `path` absolute and resolved. */
export async function createRoot(
  tx: Tx,
  root: { path: string; volume: string; managed: boolean },
  clock: Clock,
): Promise<StorageRoot> {
  const now = clock.now();
  const row: StorageRoot = {
    id: newId('ro', now),
    name: root.path.split('/').findLast((part) => part !== '') ?? '/',
    path: root.path,
    volume: root.volume,
    state: 'online',
    managed: root.managed ? 1 : 0,
    scans: 0,
    created_at_ms: now,
    last_scan_at_ms: null,
  };
  await tx.insertInto('storage_root').values(row).execute();
  return row;
}

/**
 * A new root takes over the roots that lie inside it on the same volume, with all files known of them:
 * only their paths are told from higher up now. The managed library stays a root of its own.
 */
export async function absorbRoots(tx: Tx, root: StorageRoot): Promise<void> {
  const inside = (await listRoots(tx)).filter(
    (other) =>
      other.id !== root.id && other.managed === 0 && other.volume === root.volume && isInside(root.path, other.path),
  );
  for (const other of inside) {
    const prefix = other.path.slice(root.path.endsWith('/') ? root.path.length : root.path.length + 1);
    await sql`update asset_file set root_id = ${root.id}, path = ${prefix} || '/' || path,
      folder = case folder when '' then ${prefix} else ${prefix} || '/' || folder end where root_id = ${other.id}`.execute(
      tx,
    );
    for (const [table, column] of [
      ['scan_folder', 'path'],
      ['import_session', 'subpath'],
    ] as const) {
      const path = sql.ref(column);
      await sql`update ${sql.table(table)} set root_id = ${root.id},
        ${path} = case ${path} when '' then ${prefix} else ${prefix} || '/' || ${path} end where root_id = ${other.id}`.execute(
        tx,
      );
    }
    await tx.deleteFrom('storage_root').where('id', '=', other.id).execute();
  }
}

/** Online or offline, with the status of every asset that has files there. Nothing is ever marked deleted by this. */
export async function setRootState(
  tx: Tx,
  id: string,
  { state, nowMs }: { state: StorageRoot['state']; nowMs: number },
): Promise<void> {
  const changed = await tx
    .updateTable('storage_root')
    .set({ state })
    .where('id', '=', id)
    .where('state', '!=', state)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) return;
  await sql`
    update asset set status = ${statusBySql}
    where status in ('active', 'offline', 'missing') and id in (select asset_id from asset_file where root_id = ${id})`.execute(
    tx,
  );
  await append(tx, [{ type: 'root.state', version: 1, subject: id, data: { state } }], nowMs);
}

/** The same files are known to lie on a volume with another identity now. */
export async function setRootVolume(tx: Tx, id: string, volume: string): Promise<void> {
  await tx.updateTable('storage_root').set({ volume }).where('id', '=', id).execute();
}

/** What an asset's status is by its files: there, on an absent root, or gone. */
const statusBySql = sql<'active' | 'offline' | 'missing'>`
  case
    when exists (select 1 from asset_file f join storage_root r on r.id = f.root_id
      where f.asset_id = asset.id and f.role = 'original' and f.state = 'present' and r.state = 'online') then 'active'
    when exists (select 1 from asset_file f join storage_root r on r.id = f.root_id
      where f.asset_id = asset.id and f.role = 'original' and f.state = 'present' and r.state = 'offline') then 'offline'
    else 'missing'
  end`;

/** Brings the status of these assets in line with their files. Archived and trashed ones stay so. */
export async function refreshStatus(tx: Tx, assetIds: readonly string[]): Promise<void> {
  for (let at = 0; at < assetIds.length; at += 500) {
    await sql`
      update asset set status = ${statusBySql}
      where status in ('active', 'offline', 'missing') and id in (${sql.join(assetIds.slice(at, at + 500))})`.execute(
      tx,
    );
  }
}

const ROOT_SERVICE = 'root:';

/** A storage root as the service that jobs on its files wait for while it is away. */
export function rootService(rootId: string): string {
  return `${ROOT_SERVICE}${rootId}`;
}

/** True for the service of any storage root. */
export function isRootService(service: string): boolean {
  return service.startsWith(ROOT_SERVICE);
}
