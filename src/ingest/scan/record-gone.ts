import { filesById, setFileState } from '../../catalogue/files/file-rows.ts';
import { refreshStatus, type StorageRoot } from '../../catalogue/roots/storage-roots.ts';
import { inTransaction } from '../../db/transaction.ts';
import { append } from '../../events/append.ts';
import type { IngestNeeds } from '../ingest-needs.ts';
import type { FolderLedger } from './folder-ledger.ts';
import { assertOnline } from './root-presence.ts';

/**
 * Marks files missing after a walk, but only when the root is still there: a vanished disk deletes nothing.
 * Files that were found elsewhere meanwhile are left alone. @returns how many are gone. @throws root_offline
 */
export async function recordGone(
  needs: Pick<IngestNeeds, 'db' | 'clock' | 'services'>,
  root: StorageRoot,
  ledger: FolderLedger,
): Promise<number> {
  await assertOnline(needs, root);
  const gone = await ledger.goneFiles();
  const nowMs = needs.clock.now();
  return await inTransaction(needs.db, async (tx) => {
    const pathOf = await filesById(
      tx,
      gone.map((file) => file.id),
    );
    const still = gone.filter((file) => {
      const row = pathOf.get(file.id);
      return row?.root_id === root.id && row.path === file.path;
    });
    const assets = await setFileState(
      tx,
      still.map((file) => file.id),
      'missing',
    );
    await refreshStatus(tx, assets);
    await ledger.forgetVanished(tx);
    await append(
      tx,
      assets.map((assetId) => ({ type: 'asset.missing', version: 1, subject: assetId, data: {} })),
      nowMs,
    );
    await tx
      .updateTable('storage_root')
      .set({ last_scan_at_ms: nowMs, scans: root.scans + 1 })
      .where('id', '=', root.id)
      .execute();
    return still.length;
  });
}
