import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPictureLibrary, type PictureLibrary } from '../../../test/fixtures/picture-library.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import type { AssetId } from '../../contract/ids.ts';
import type { AssetTable, DerivativeTable } from '../../db/tables/asset.ts';
import { runJob } from '../../jobs/run-job.ts';
import { makePictures } from '../make-pictures.ts';
import type { PictureNeeds } from '../picture-needs.ts';
import { enhancePreview } from './enhance-preview.ts';

/** An asset, its pictures by kind, and what was tried to make its preview larger. */
interface Looked {
  readonly asset: AssetTable;
  readonly pictures: Record<string, DerivativeTable>;
  readonly trace: readonly string[];
}

/** A catalogue with real tools whose previews are made, and made larger, one by one. */
export interface EnhanceLibrary extends AsyncDisposable {
  readonly library: PictureLibrary;
  /** Where its files lie. */
  readonly folder: string;
  add(name: string, bytes: Uint8Array, change?: Partial<AssetTable>): Promise<AssetId>;
  /** Makes the usual pictures. */
  picture(id: AssetId, needs?: Partial<PictureNeeds>): Promise<unknown>;
  /** Makes the preview larger. @returns the result of the job */
  enhance(id: AssetId, longestPx: number, needs?: Partial<PictureNeeds>): Promise<unknown>;
  look(id: AssetId): Promise<Looked>;
}

/** Opens one in a temp folder. For tests. */
export async function openEnhanceLibrary(): Promise<EnhanceLibrary> {
  await using stack = new AsyncDisposableStack();
  const { path: folder } = stack.use(await tempFolder());
  const library = stack.use(await openPictureLibrary());
  const owned = stack.move();
  return {
    library,
    folder,
    async add(name, bytes, change = {}) {
      const path = join(folder, name);
      await writeFile(path, bytes);
      const id = await library.add(path);
      if (Object.keys(change).length > 0)
        await library.db.updateTable('asset').set(change).where('id', '=', id).execute();
      return id;
    },
    picture: (assetId, needs = {}) =>
      runJob(makePictures, { input: { assetId }, needs: { ...library.needs, ...needs } }),
    enhance: async (assetId, longestPx, needs = {}) =>
      (await runJob(enhancePreview, { input: { assetId, longestPx }, needs: { ...library.needs, ...needs } })).result,
    look: (id) => look(library, id),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function look({ db }: PictureLibrary, id: AssetId): Promise<Looked> {
  const asset = await db.selectFrom('asset').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const rows = await db.selectFrom('derivative').selectAll().where('asset_id', '=', id).execute();
  const steps = await db
    .selectFrom('import_trace')
    .selectAll()
    .where('asset_id', '=', id)
    .where('type', '=', 'enhancement')
    .orderBy('at_ms')
    .orderBy('step')
    .execute();
  return {
    asset,
    pictures: Object.fromEntries(rows.map((row) => [row.kind, row])),
    trace: steps.map(({ method, ok, code }) => [method, ok === 1 ? 'ok' : 'failed', code].filter(Boolean).join(' ')),
  };
}
