import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative } from 'node:path';
import { AppError, hasCode, systemCode, toAppError } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { isInside } from '../base/safe-path.ts';
import { SessionId } from '../contract/ids.ts';
import { parseLayout } from '../catalogue/layout/layout-template.ts';
import { absorbRoots, createRoot, findRootOf, type StorageRoot } from '../catalogue/roots/storage-roots.ts';
import type { Tx } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import type { ImportSessionTable } from '../db/tables/import.ts';
import { volumeOf } from '../tools/volume/volume-of.ts';
import { ensureScanJob } from './due/ensure-scan-job.ts';
import type { IngestNeeds } from './ingest-needs.ts';
import { ensureLibraryRoot } from './place/library-root.ts';
import { ownFolders } from './scan/own-folders.ts';
import { assertOnline } from './scan/root-presence.ts';

export interface ImportAsk {
  /** Absolute path of a folder, or of one file (its folder is scanned). */
  readonly path: string;
  readonly mode: 'in-place' | 'copy' | 'move';
}

/**
 * Begins an import: the folder becomes (part of) a storage root, a session is recorded and its job waits. Returns at once.
 * An import of the same folder that has not ended is returned instead of a second one.
 * @throws folder_not_found · not_a_folder · path_not_absolute · permission_denied · folder_in_library · own_folder ·
 * root_offline · layout_invalid
 */
export async function startImport(needs: IngestNeeds, ask: ImportAsk): Promise<{ id: SessionId; isNew: boolean }> {
  const { folder, home: startFolder } = await resolveFolder(ask.path).catch((error: unknown) =>
    explainAbsence(needs, ask.path, error),
  );
  const root = ask.mode === 'in-place' ? undefined : await openLibraryRoot(needs);
  if (root && isInside(root.path, startFolder)) {
    throw new AppError('folder_in_library', 'This folder is part of the managed library already', {
      details: { folder },
    });
  }
  const { own } = await ownFolders(needs.ingestSettings());
  if (own.some((ours) => isInside(ours, startFolder)))
    throw new AppError('own_folder', 'Supervisor keeps its own files in this folder', { details: { folder } });
  const volume = await volumeOf(startFolder);
  return await inTransaction(needs.db, async (tx) => {
    const home =
      root ?? (await findRootOf(tx, startFolder)) ?? (await newRoot(tx, { path: startFolder, volume }, needs));
    const open = await tx
      .selectFrom('import_session')
      .selectAll()
      .where('folder', '=', folder)
      .where('mode', '=', ask.mode)
      .where('state', 'in', ['waiting', 'running'])
      .executeTakeFirst();
    const session = open ?? newSession(home, { folder, startFolder, mode: ask.mode, nowMs: needs.clock.now() });
    if (!open) {
      await tx.insertInto('import_session').values(session).execute();
      await needs.groups.openGroup({ id: session.id, kind: 'import', title: basename(folder) || folder }, tx);
    }
    const id = SessionId.parse(session.id);
    // The job of an open session may have died with the program once too often: asked for by a person, it is tried again.
    await ensureScanJob(tx, needs.sink, id);
    return { id, isNew: !open };
  });
}

/** The managed library, with a layout that can be followed. @throws layout_invalid */
async function openLibraryRoot(needs: IngestNeeds): Promise<StorageRoot> {
  const { library, layout } = needs.ingestSettings();
  parseLayout(layout);
  return await ensureLibraryRoot(needs, library);
}

async function newRoot(
  tx: Tx,
  root: { path: string; volume: string },
  needs: Pick<IngestNeeds, 'clock'>,
): Promise<StorageRoot> {
  const created = await createRoot(tx, { ...root, managed: false }, needs.clock);
  await absorbRoots(tx, created);
  return created;
}

function newSession(
  root: StorageRoot,
  about: { folder: string; startFolder: string; mode: ImportAsk['mode']; nowMs: number },
): ImportSessionTable {
  return {
    id: newId('is', about.nowMs),
    root_id: root.id,
    job_id: null,
    folder: about.folder,
    subpath: about.mode === 'in-place' ? relative(root.path, about.startFolder).replaceAll('\\', '/') : '',
    mode: about.mode,
    state: 'waiting',
    code: null,
    message: null,
    started_at_ms: about.nowMs,
    ended_at_ms: null,
    walk_done: 0,
    found: 0,
    hashed: 0,
    bytes: 0,
    counts: '{}',
    began_at_ms: null,
    walked_at_ms: null,
    report: null,
  };
}

/** A path that is not there may lie on a storage root that is away. @throws root_offline, or the error as it was */
async function explainAbsence(needs: IngestNeeds, path: string, error: unknown): Promise<never> {
  const root = hasCode(error, 'folder_not_found') ? await findRootOf(needs.db, path) : undefined;
  if (root) await assertOnline(needs, root);
  throw error;
}

/** `folder`: what was named, resolved; `home`: the folder itself, or the folder of the one file. */
async function resolveFolder(path: string): Promise<{ folder: string; home: string }> {
  if (!isAbsolute(path) || path.includes('\0'))
    throw new AppError('path_not_absolute', 'Name the folder by its full path', { details: { path } });
  try {
    const real = await realpath(path);
    const stats = await stat(real);
    if (stats.isDirectory()) return { folder: real, home: real };
    if (stats.isFile()) return { folder: real, home: dirname(real) };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') {
      throw new AppError('folder_not_found', `There is no “${basename(path)}” at this path`, {
        details: { path },
        cause: error,
      });
    }
    throw toAppError(error);
  }
  throw new AppError('not_a_folder', 'This is neither a folder nor a file', { details: { path } });
}
