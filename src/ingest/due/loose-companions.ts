import { nameOf } from '../../catalogue/files/file-rows.ts';
import type { Database } from '../../db/database.ts';
import type { JobSink } from '../../jobs/engine.ts';
import { matchCompanions } from '../companions/match-companions.ts';
import { enqueuePairing } from '../pair-companions.ts';
import { foldersToPair } from './pair-by-new-rules.ts';

/** Folders of one look into the catalogue. */
const CHUNK = 200;

interface LooseFolders {
  readonly rootId: string;
  readonly folders: readonly string[];
}

/** Whether a RAW or a clip lies by itself beside a picture that it belongs to. */
export async function hasLooseCompanions(db: Database): Promise<boolean> {
  for await (const { folders } of looseCompanions(db)) if (folders.length > 0) return true;
  return false;
}

/** Asks for pairing wherever a RAW or a clip lies by itself beside a picture that it belongs to. @returns in how many folders */
export async function pairLooseCompanions(needs: { db: Database; sink: JobSink }): Promise<number> {
  let count = 0;
  for await (const { rootId, folders } of looseCompanions(needs.db)) {
    await enqueuePairing(needs, { id: null, root_id: rootId }, { folders, groups: [] });
    count += folders.length;
  }
  return count;
}

async function* looseCompanions(db: Database): AsyncGenerator<LooseFolders> {
  for (const [rootId, rows] of Map.groupBy(await foldersToPair(db), (row) => row.root_id)) {
    for (let at = 0; at < rows.length; at += CHUNK) {
      const folders = rows.slice(at, at + CHUNK).map(({ folder }) => folder);
      yield { rootId, folders: await foldersWithPairs(db, rootId, folders) };
    }
  }
}

/** By the rule of pairing without the identifiers of Apple, which only ever part what belongs together by its names. */
async function foldersWithPairs(db: Database, rootId: string, folders: readonly string[]): Promise<readonly string[]> {
  const files = await db
    .selectFrom('asset_file')
    .innerJoin('asset', 'asset.id', 'asset_file.asset_id')
    .innerJoin('storage_root', 'storage_root.id', 'asset_file.root_id')
    .select(['asset.id', 'asset.kind', 'asset.format', 'asset.duration_ms'])
    .select(['asset_file.folder', 'asset_file.path', 'asset_file.original_path', 'storage_root.managed'])
    .where('asset_file.root_id', '=', rootId)
    .where('asset_file.folder', 'in', folders)
    .where('asset_file.role', '=', 'original')
    .where('asset_file.state', '=', 'present')
    .where('asset.cover_id', 'is', null)
    .execute();
  return [...Map.groupBy(files, ({ folder }) => folder)].flatMap(([folder, inside]) => {
    const pairs = matchCompanions(
      inside.map((file) => ({
        assetId: file.id,
        name: file.managed === 1 ? file.original_path : nameOf(file.path),
        format: file.format,
        kind: file.kind,
        durationMs: file.duration_ms,
        contentId: null,
      })),
    );
    return pairs.length > 0 ? [folder] : [];
  });
}
