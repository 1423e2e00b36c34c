import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isInside } from '../../base/safe-path.ts';
import { parseLayout } from '../../catalogue/layout/layout-template.ts';
import { listRoots, type StorageRoot } from '../../catalogue/roots/storage-roots.ts';
import type { ImportSessionTable } from '../../db/tables/import.ts';
import type { IngestNeeds } from '../ingest-needs.ts';
import { sweepTemp, tempFolderOf } from '../place/library-temp.ts';
import { Placer } from '../place/placer.ts';
import { ownFolders } from './own-folders.ts';
import type { ScanPlan } from './scan-plan.ts';

/** What a session walks: its folder (or one file), without the storage roots and folders of ours that lie inside. */
export async function planScan(
  needs: Pick<IngestNeeds, 'db' | 'ingestSettings'>,
  session: ImportSessionTable,
  root: StorageRoot,
): Promise<ScanPlan> {
  const isFile = await stat(session.folder).then(
    (stats) => stats.isFile(),
    () => false,
  );
  const folder = isFile ? dirname(session.folder) : session.folder;
  const isPlaced = session.mode !== 'in-place';
  const from = isPlaced ? folder : root.path;
  const roots = await listRoots(needs.db);
  // A copying import also takes from roots inside its folder, but never from the library that it fills.
  const apart = roots.filter((other) => (isPlaced ? other.id === root.id : other.id !== root.id));
  const { data, own } = await ownFolders(needs.ingestSettings());
  return {
    sessionId: session.id,
    rootId: root.id,
    from,
    sub: isPlaced ? '' : session.subpath,
    only: isFile ? basename(session.folder) : null,
    others: below(
      from,
      apart.map((other) => other.path),
    ),
    own: below(from, [data, ...own]),
    isPlaced,
  };
}

/** What places the files of a copying or moving session; temp files of killed sessions are swept. */
export async function openPlacer(
  needs: Pick<IngestNeeds, 'db' | 'clock' | 'tags'>,
  session: ImportSessionTable,
  about: { plan: ScanPlan; root: StorageRoot; layout: string },
): Promise<Placer | undefined> {
  const { plan, root } = about;
  if (!plan.isPlaced) return undefined;
  await sweepTemp(needs.db, root.path, session.id);
  return new Placer(needs.db, {
    library: { rootId: root.id, path: root.path, template: parseLayout(about.layout) },
    from: plan.from,
    isMoved: session.mode === 'move',
    tempFolder: tempFolderOf(root.path, session.id),
    nowMs: needs.clock.now(),
    tags: needs.tags,
  });
}

/** Those that lie below a folder, relative to it. */
function below(from: string, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => path !== from && isInside(from, path)).map((path) => relativeTo(from, path));
}

function relativeTo(from: string, path: string): string {
  return path.slice(from.endsWith('/') ? from.length : from.length + 1);
}
