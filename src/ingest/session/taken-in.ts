import { folderOf } from '../../catalogue/files/file-rows.ts';
import type { Database } from '../../db/database.ts';
import type { ImportSessionTable } from '../../db/tables/import.ts';
import { stemOf } from '../companions/stem-of.ts';

/** Where companions may have come together. */
export interface PairingPlaces {
  readonly folders: readonly string[];
  /** Assets of one name that a layout may have put into several folders. */
  readonly groups: readonly (readonly string[])[];
}

const PAGE = 10_000;

/**
 * Where all tries of a session have taken files in, by its lines: a try that was stopped or killed has paired nothing, and
 * the next one passes over the folders that it finished, or finds them empty where it moved their files.
 */
export async function takenIn(db: Database, session: Pick<ImportSessionTable, 'id' | 'mode'>): Promise<PairingPlaces> {
  const isPlaced = session.mode !== 'in-place';
  const folders = new Set<string>();
  const stems = new Map<string, Set<string>>();
  for (let after = ''; ;) {
    const rows = await db
      .selectFrom('import_item')
      .select(['path', 'asset_id'])
      .where('session_id', '=', session.id)
      .where('outcome', '!=', 'companion')
      .where('asset_id', 'is not', null)
      .where('path', '>', after)
      .orderBy('path')
      .limit(PAGE)
      .execute();
    for (const { path, asset_id: assetId } of rows) {
      if (isPlaced && assetId !== null) stems.set(stemOf(path), (stems.get(stemOf(path)) ?? new Set()).add(assetId));
      else folders.add(folderOf(path));
    }
    const last = rows.at(-1);
    if (!last) break;
    after = last.path;
  }
  const groups = [...stems.values()].filter((assets) => assets.size > 1).map((assets) => [...assets]);
  return { folders: [...folders], groups };
}
