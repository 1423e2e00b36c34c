import {
  filesOfFolder,
  insertFiles,
  nameOf,
  newFile,
  updateFile,
  type FileRow,
} from '../../catalogue/files/file-rows.ts';
import { inTransaction } from '../../db/transaction.ts';
import { findSidecarOwner } from '../companions/sidecar-owner.ts';
import type { IngestNeeds } from '../ingest-needs.ts';
import type { OpenFolder } from '../scan/folder-ledger.ts';
import type { ImportLog, LogLine } from '../session/import-log.ts';

/**
 * Gives the sidecars of a folder to the assets beside them and has those described again.
 * One without an owner is logged as skipped; the folder changes when its owner comes.
 */
export async function attachSidecars(
  needs: Pick<IngestNeeds, 'db' | 'clock' | 'sink' | 'describeAgain'>,
  folder: OpenFolder,
  about: { rootId: string; sessionId: string; log: ImportLog },
): Promise<void> {
  const rows = await filesOfFolder(needs.db, about.rootId, folder.path);
  const owners = new Map<string, FileRow>();
  for (const row of rows.values())
    if (row.role === 'original' && row.state === 'present') owners.set(nameOf(row.path), row);
  const nowMs = needs.clock.now();
  const lines: LogLine[] = [];
  const added: FileRow[] = [];
  const changed: { row: FileRow; to: Parameters<typeof updateFile>[2] }[] = [];
  for (const { candidate, checksum } of folder.sidecars) {
    const owner = owners.get(findSidecarOwner(candidate.name, [...owners.keys()]) ?? '');
    const line = { path: candidate.path, sizeBytes: candidate.stat.sizeBytes };
    if (!owner) {
      lines.push({
        ...line,
        outcome: 'skipped',
        code: 'sidecar_without_owner',
        message: 'No media file of this name lies beside it',
      });
      continue;
    }
    const facts = { assetId: owner.asset_id, path: candidate.path, checksum, stat: candidate.stat };
    if (candidate.row) changed.push({ row: candidate.row, to: { ...facts, verifiedAtMs: nowMs } });
    else added.push(newFile({ ...facts, rootId: about.rootId, role: 'sidecar' }, nowMs));
    lines.push({ ...line, outcome: 'companion', assetId: owner.asset_id, message: `Sidecar of ${nameOf(owner.path)}` });
  }
  await inTransaction(needs.db, async (tx) => {
    await insertFiles(tx, added);
    for (const { row, to } of changed) await updateFile(tx, row.id, to);
    await about.log.write(tx, lines, nowMs);
    const assets = [...new Set([...added.map((row) => row.asset_id), ...changed.map(({ to }) => to.assetId)])];
    if (assets.length > 0)
      await tx.updateTable('asset').set({ metadata_state: 'waiting' }).where('id', 'in', assets).execute();
    await needs.sink.enqueue(
      assets.map((assetId) => needs.describeAgain({ assetId, sessionId: about.sessionId })),
      tx,
    );
  });
  about.log.addWritten(lines);
}
