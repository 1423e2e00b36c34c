import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import type { Clock } from '../base/clock.ts';
import { AssetId, JobId, RootId, SessionId } from '../contract/ids.ts';
import { setCompanions } from '../catalogue/assets/set-companions.ts';
import { nameOf } from '../catalogue/files/file-rows.ts';
import type { Database } from '../db/database.ts';
import { listed } from '../db/listed.ts';
import type { ImportSessionTable } from '../db/tables/import.ts';
import { inTransaction } from '../db/transaction.ts';
import type { JobSink } from '../jobs/engine.ts';
import { defineJob, exponential } from '../jobs/kind.ts';
import { describeAsset } from './describe-asset.ts';
import { type PairingPlaces, takenIn } from './session/taken-in.ts';
import { matchCompanions, type PairFile } from './companions/match-companions.ts';

/** Folders of one job. */
const FOLDERS_A_JOB = 200;

/** Puts companions under the asset that is shown for them, folder by folder, once their metadata is read. */
export const pairCompanions = defineJob({
  kind: 'ingest.pair',
  input: z.object({
    rootId: RootId,
    /** Null: not for what an import took in. */
    sessionId: SessionId.nullable(),
    folders: z.array(z.string()).max(FOLDERS_A_JOB),
    /** Assets of one name that a layout may have put into several folders. */
    groups: z.array(z.array(AssetId)).max(FOLDERS_A_JOB).default([]),
  }),
  queue: 'metadata',
  // After the descriptions of the same import: durations and identifiers decide.
  priority: 200,
  retry: exponential({ attempts: 6, firstMs: 2_000, capMs: 60_000 }),
  timeoutMs: 120_000,
  resources: {},
  about: ({ sessionId }) => (sessionId === null ? {} : { session: sessionId }),
  async run({ rootId, folders, groups }, needs: { db: Database; clock: Clock }, job) {
    const total = folders.length + groups.length;
    let pairs = 0;
    for (const [index, where] of [...folders, ...groups].entries()) {
      const files = await loadFiles(needs.db, rootId, where);
      const found = matchCompanions(files);
      const about = { assetIds: files.map((file) => file.assetId), pairs: found, nowMs: needs.clock.now() };
      await inTransaction(needs.db, (tx) => setCompanions(tx, about));
      pairs += found.length;
      job.progress(index + 1, total);
      if (job.signal.aborted) break;
    }
    return { pairs };
  },
});

/** Asks for pairing in folders that changed, and among files that were placed together. */
export async function enqueuePairing(
  needs: { db: Database; sink: JobSink },
  session: { readonly id: string | null; readonly root_id: string },
  where: PairingPlaces,
): Promise<void> {
  const { id: sessionId, root_id: rootId } = session;
  const jobs = [];
  for (let at = 0; at < Math.max(where.folders.length, where.groups.length); at += FOLDERS_A_JOB) {
    const folders = where.folders.slice(at, at + FOLDERS_A_JOB);
    const groups = where.groups.slice(at, at + FOLDERS_A_JOB);
    const clips = await describingClips(needs.db, { rootId, folders, assetIds: groups.flat() });
    const after = clips.map((id) => ({ id, onFailure: 'run' as const }));
    jobs.push({ kind: pairCompanions, input: { rootId, sessionId, folders, groups }, after });
  }
  await needs.sink.enqueue(jobs);
}

/** Asks for pairing wherever a session has taken files in, in all its tries. */
export async function pairTakenIn(
  needs: { db: Database; sink: JobSink },
  session: Pick<ImportSessionTable, 'id' | 'root_id' | 'mode'>,
): Promise<void> {
  await enqueuePairing(needs, session, await takenIn(needs.db, session));
}

/** Jobs that describe clips in these folders or of these assets: durations and identifiers decide what belongs together. */
async function describingClips(
  db: Database,
  where: { rootId: string; folders: readonly string[]; assetIds: readonly string[] },
): Promise<readonly JobId[]> {
  const found = await db
    .selectFrom('asset_file')
    .innerJoin('asset', 'asset.id', 'asset_file.asset_id')
    .innerJoin('job', 'job.asset_id', 'asset.id')
    .select('job.id')
    .distinct()
    .where('asset_file.root_id', '=', where.rootId)
    .where((eb) =>
      eb.or([
        ...(where.folders.length > 0 ? [eb('asset_file.folder', 'in', where.folders)] : []),
        ...(where.assetIds.length > 0 ? [eb('asset.id', 'in', listed(where.assetIds))] : []),
      ]),
    )
    .where('asset.kind', '=', 'video')
    .where('asset.metadata_state', '=', 'waiting')
    .where('job.kind', '=', describeAsset.kind)
    .where('job.state', 'not in', ['done', 'failed', 'cancelled'])
    .execute();
  return found.map(({ id }) => JobId.parse(id));
}

/** @throws metadata_not_ready while a clip that could be a live video has not been described */
async function loadFiles(db: Database, rootId: string, where: string | readonly string[]): Promise<PairFile[]> {
  const query = db
    .selectFrom('asset_file')
    .innerJoin('asset', 'asset.id', 'asset_file.asset_id')
    .innerJoin('storage_root', 'storage_root.id', 'asset_file.root_id')
    .select(['asset.id', 'asset.kind', 'asset.format', 'asset.duration_ms', 'asset.metadata_state'])
    .select(['asset_file.path', 'asset_file.original_path', 'storage_root.managed'])
    .where('asset_file.root_id', '=', rootId)
    .where('asset_file.role', '=', 'original')
    .where('asset_file.state', '=', 'present');
  const rows = await (
    typeof where === 'string'
      ? query.where('asset_file.folder', '=', where)
      : query.where('asset.id', 'in', listed(where))
  ).execute();
  if (rows.some((row) => row.kind === 'video' && row.metadata_state === 'waiting')) {
    throw new AppError('metadata_not_ready', 'A clip has not been described yet', { retry: { afterMs: 2_000 } });
  }
  const ids = await contentIds(
    db,
    rows.filter((row) => row.kind === 'video').length === 0 ? [] : rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    assetId: row.id,
    // In the managed library names may have been changed by the layout: files belong together as they did at the source.
    name: row.managed === 1 ? row.original_path : nameOf(row.path),
    format: row.format,
    kind: row.kind,
    durationMs: row.duration_ms,
    contentId: ids.get(row.id) ?? null,
  }));
}

/** Apple's identifiers that tie a still to its clip, by asset. */
async function contentIds(db: Database, assetIds: readonly string[]): Promise<Map<string, string>> {
  if (assetIds.length === 0) return new Map();
  const documents = await db
    .selectFrom('metadata_document')
    .select(['asset_id', 'tags'])
    .where('asset_id', 'in', listed(assetIds))
    .where('source', '=', 'file')
    .execute();
  const found = new Map<string, string>();
  for (const document of documents) {
    const match = /"[^"]*:(?:ContentIdentifier|MediaGroupUUID)":"(?<id>[^"]+)"/u.exec(document.tags)?.groups?.['id'];
    if (match !== undefined) found.set(document.asset_id, match);
  }
  return found;
}
