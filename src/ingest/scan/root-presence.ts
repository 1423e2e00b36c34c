import { lstat } from 'node:fs/promises';
import { AppError } from '../../base/errors.ts';
import { modifiedMs } from '../../base/modified-ms.ts';
import { safeJoin } from '../../base/safe-path.ts';
import {
  listRoots,
  rootService,
  setRootState,
  setRootVolume,
  type StorageRoot,
} from '../../catalogue/roots/storage-roots.ts';
import { localRoots } from '../../catalogue/roots/local-roots.ts';
import type { Database, Tx } from '../../db/database.ts';
import { inTransaction } from '../../db/transaction.ts';
import { volumeIfFolder } from '../../tools/volume/volume-of.ts';
import type { IngestNeeds } from '../ingest-needs.ts';
import { useOtherCopies } from './use-other-copies.ts';

type Needs = Pick<IngestNeeds, 'db' | 'clock' | 'services'>;

/** By then a helper knows that it does not see the root, and leaves the job to others. */
const HELPER_RETRY_MS = 10_000;

/** Known files that are looked at to tell a renamed volume from an absent one. */
const SAMPLE = 12;

/** @throws root_offline when the folder is away or another (empty) volume lies in its place */
export async function assertOnline(needs: Needs, root: StorageRoot): Promise<void> {
  if (!(await refreshRoot(needs, root))) throw rootOffline(needs, root);
}

/** That a storage root is away: to be thrown. What a helper does not see holds up nobody else. */
export function rootOffline({ db }: Pick<Needs, 'db'>, root: StorageRoot): AppError {
  return new AppError('root_offline', 'The volume of this storage root is not mounted', {
    retry: localRoots(db).isHelper ? { afterMs: HELPER_RETRY_MS } : { service: rootService(root.id) },
    details: { root: root.name },
  });
}

/**
 * Records whether a root is there, and holds back or lets go the jobs on its files; a helper only looks.
 * @returns true when it is
 */
export async function refreshRoot(needs: Needs, root: StorageRoot): Promise<boolean> {
  const volume = await volumeIfFolder(root.path);
  // Elsewhere the same files lie on another volume, and what is away there may well be online.
  if (localRoots(needs.db).isHelper) return volume !== undefined && (await holdsItsFiles(needs.db, root));
  // Device names change from boot to boot and disks are replaced by clones: known files prove that it is the root.
  const isRenamed = volume !== undefined && volume !== root.volume && (await holdsItsFiles(needs.db, root));
  const isThere = volume === root.volume || isRenamed;
  const state = isThere ? 'online' : 'offline';
  if (!isRenamed && state === root.state) return isThere;
  await inTransaction(needs.db, async (tx) => {
    if (isRenamed) await setRootVolume(tx, root.id, volume);
    await setRootState(tx, root.id, { state, nowMs: needs.clock.now() });
    await tellJobs(needs, { root, isThere }, tx);
    await useOtherCopies(needs, 'all', tx);
  });
  return isThere;
}

/** Tells the jobs on the files of a root whether they can be done. */
export async function tellJobs(
  needs: Pick<Needs, 'services'>,
  { root, isThere }: { root: StorageRoot; isThere: boolean },
  tx?: Tx,
): Promise<void> {
  const service = rootService(root.id);
  if (isThere) await needs.services.serviceUp(service, tx);
  else await needs.services.serviceDown(service, `The storage root ${root.name} is offline`, tx);
}

/** Roots where "no such file" means that a file is gone. */
export async function onlineRoots(needs: Needs, current: StorageRoot): Promise<Map<string, string>> {
  const found = new Map([[current.id, current.path]]);
  for (const root of await listRoots(needs.db)) {
    if (root.id !== current.id && (await refreshRoot(needs, root))) found.set(root.id, root.path);
  }
  return found;
}

/** Most of some known files lie where they were, as they were. */
async function holdsItsFiles(db: Database, root: StorageRoot): Promise<boolean> {
  const rows = await db
    .selectFrom('asset_file')
    .select(['path', 'size_bytes', 'mtime_ms'])
    .where('root_id', '=', root.id)
    .where('state', '=', 'present')
    .limit(SAMPLE)
    .execute();
  let same = 0;
  for (const row of rows) {
    const stats = await lstat(safeJoin(root.path, row.path)).catch(() => undefined);
    if (stats?.size === row.size_bytes && modifiedMs(stats) === row.mtime_ms) same += 1;
  }
  return same * 2 > rows.length;
}
