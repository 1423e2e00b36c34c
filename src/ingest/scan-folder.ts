import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { AppError, hasCode, toAppError } from '../base/errors.ts';
import { JobId, SessionId } from '../contract/ids.ts';
import { parseLayout } from '../catalogue/layout/layout-template.ts';
import { getRoot, listRoots, refreshStatus, setRootState, type StorageRoot } from '../catalogue/roots/storage-roots.ts';
import { setFileState } from '../catalogue/files/file-rows.ts';
import { inTransaction } from '../db/transaction.ts';
import type { ImportSessionTable } from '../db/tables/import.ts';
import { append } from '../events/append.ts';
import { defineJob, delays, type RunningJob } from '../jobs/kind.ts';
import { FileReaders } from '../tools/read/file-readers.ts';
import { isVolumeThere } from '../tools/volume/volume-of.ts';
import { Committer } from './accept/committer.ts';
import { enqueuePairing } from './pair-companions.ts';
import type { IngestNeeds } from './ingest-needs.ts';
import { Placer } from './place/placer.ts';
import { FolderLedger } from './scan/folder-ledger.ts';
import { ScanRun, type ScanPlan } from './scan/scan-run.ts';
import { ImportLog } from './session/import-log.ts';

/** A scan may take a day; it is watched by its heartbeat, not by this limit. */
const TIMEOUT_MS = 24 * 3_600_000;

/** Takes in what is new or changed in a folder: one job an import session, resumable at any point. */
export const scanFolder = defineJob({
  kind: 'ingest.scan',
  input: z.object({ sessionId: SessionId }),
  queue: 'scan',
  priority: 50,
  retry: delays(2_000, 10_000, 60_000),
  timeoutMs: TIMEOUT_MS,
  resources: { disk: 1 },
  uniqueKey: ({ sessionId }) => sessionId,
  about: ({ sessionId }) => ({ session: sessionId }),
  async run({ sessionId }, needs: IngestNeeds, job) {
    const session = await needs.db
      .selectFrom('import_session')
      .selectAll()
      .where('id', '=', sessionId)
      .executeTakeFirst();
    if (!session) throw new AppError('session_not_found', 'No such import session', { details: { sessionId } });
    await setSession(needs, sessionId, { state: 'running', code: null, message: null });
    try {
      const counts = await scan(session, needs, job);
      await setSession(needs, sessionId, { state: 'done', ended_at_ms: needs.clock.now() });
      return counts;
    } catch (error) {
      const { code, message, retry } = toAppError(error);
      const isCancel = hasCode(error, 'cancelled') || job.signal.aborted;
      // A stop of the program is no cancel: the job goes back to the queue and the session goes on with it.
      const state = isCancel
        ? job.reason() === 'cancel'
          ? 'cancelled'
          : 'waiting'
        : retry === 'give-up'
          ? 'failed'
          : 'waiting';
      const ended = state === 'waiting' ? null : needs.clock.now();
      await setSession(needs, sessionId, {
        state,
        code: isCancel ? null : code,
        message: isCancel ? null : message,
        ended_at_ms: ended,
      });
      throw error;
    }
  },
});

async function setSession(needs: IngestNeeds, id: string, set: Partial<ImportSessionTable>): Promise<void> {
  await inTransaction(needs.db, async (tx) => {
    await tx.updateTable('import_session').set(set).where('id', '=', id).execute();
  });
}

async function scan(session: ImportSessionTable, needs: IngestNeeds, job: RunningJob): Promise<Record<string, number>> {
  const settings = needs.ingestSettings();
  const root = await getRoot(needs.db, session.root_id);
  await assertOnline(needs, root);
  const roots = await onlineRoots(needs, root);
  const plan = await planScan(needs, session, root);
  const earlier = await needs.db
    .selectFrom('import_item')
    .select(['path', 'outcome', 'size_bytes'])
    .where('session_id', '=', session.id)
    .execute();
  const log = new ImportLog(session.id, earlier);
  const ledger = new FolderLedger(root.id, plan.known);
  const about = { id: session.id, jobId: JobId.parse(job.id), attempt: job.attempt };
  await using readers = new FileReaders(settings.readers);
  const committer = new Committer(needs, settings, { session: about, log, roots });
  const library = { rootId: root.id, path: root.path, template: parseLayout(settings.layout) };
  const placer =
    session.mode === 'in-place'
      ? undefined
      : new Placer(needs.db, library, { path: plan.from, isMoved: session.mode === 'move' });
  const run = new ScanRun(needs, { settings, plan, parts: { readers, committer, ledger, log, placer } }, job.signal);
  await run.run((done, total) => job.progress(done, total));
  if (!placer) await recordGone(needs, root, ledger);
  await enqueuePairing(needs, session.id, { rootId: root.id, folders: ledger.changedFolders });
  return log.counts();
}

async function planScan(needs: IngestNeeds, session: ImportSessionTable, root: StorageRoot): Promise<ScanPlan> {
  const isFile = await stat(session.folder).then(
    (stats) => stats.isFile(),
    () => false,
  );
  const only = isFile ? basename(session.folder) : null;
  if (session.mode !== 'in-place') {
    const from = isFile ? dirname(session.folder) : session.folder;
    return { sessionId: session.id, rootId: root.id, from, sub: '', only, others: [], known: new Map() };
  }
  const others = (await listRoots(needs.db))
    .filter((other) => other.id !== root.id && other.path.startsWith(`${root.path}/`))
    .map((other) => other.path.slice(root.path.length + 1));
  const known = only === null ? await FolderLedger.load(needs.db, root.id, session.subpath) : new Map<string, string>();
  return { sessionId: session.id, rootId: root.id, from: root.path, sub: session.subpath, only, others, known };
}

/** @throws root_offline when the folder is away or another (empty) volume lies in its place */
async function assertOnline(needs: IngestNeeds, root: StorageRoot): Promise<void> {
  const isThere = await isVolumeThere(root.path, root.volume);
  await inTransaction(needs.db, (tx) => setRootState(tx, root.id, isThere ? 'online' : 'offline'));
  if (!isThere)
    throw new AppError('root_offline', 'The volume of this storage root is not mounted', {
      details: { root: root.name },
    });
}

/** Roots where "no such file" means that a file is gone. */
async function onlineRoots(needs: IngestNeeds, current: StorageRoot): Promise<Map<string, string>> {
  const found = new Map([[current.id, current.path]]);
  for (const root of await listRoots(needs.db)) {
    if (root.id !== current.id && (await isVolumeThere(root.path, root.volume))) found.set(root.id, root.path);
  }
  return found;
}

/** Marks files missing, but only when the root is still there after the walk: a vanished disk deletes nothing. */
async function recordGone(needs: IngestNeeds, root: StorageRoot, ledger: FolderLedger): Promise<void> {
  await assertOnline(needs, root);
  const gone = await ledger.goneFiles(needs.db);
  const nowMs = needs.clock.now();
  await inTransaction(needs.db, async (tx) => {
    const still = new Set<string>();
    for (const file of gone) {
      const row = await tx.selectFrom('asset_file').select(['id', 'path']).where('id', '=', file.id).executeTakeFirst();
      if (row?.path === file.path) still.add(file.id); // else it was moved meanwhile
    }
    const assets = await setFileState(tx, [...still], 'missing');
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
  });
}
