import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '../src/base/clock.ts';
import { insertAssets, newAsset } from '../src/catalogue/assets/new-asset.ts';
import { insertFiles, newFile } from '../src/catalogue/files/file-rows.ts';
import { createRoot } from '../src/catalogue/roots/storage-roots.ts';
import type { Tx } from '../src/db/database.ts';
import { migrate } from '../src/db/migrate.ts';
import { openDatabase } from '../src/db/open.ts';
import { inTransaction } from '../src/db/transaction.ts';
import type { FolderReport } from '../src/tools/walk/folder-report.ts';
import { wholeTree } from '../src/tools/walk/test-order.ts';
import { walkFolder } from '../src/tools/walk/walk-folder.ts';
import { volumeOf } from '../src/tools/volume/volume-of.ts';

/** Ten years of photographs, oldest first. */
const FIRST_MS = Date.UTC(2014, 0, 1);
const YEARS_MS = 10 * 365 * 86_400_000;

/** A grid picture that lies in the store of blobs and is shared by many assets. */
export interface GridPicture {
  readonly key: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bytes: number;
  readonly thumbhash: Uint8Array;
}

/**
 * A catalogue that knows every file of `tree` as a finished scan leaves it, written row by row in seconds: nothing is
 * read or decoded, checksums are made up. For measuring what a large library costs, not what making it costs.
 * With `pictures` each asset has one of them in turn; without, none has any.
 */
export async function fillCatalogue(
  dataFolder: string,
  tree: string,
  pictures: readonly GridPicture[] = [],
): Promise<{ assets: number }> {
  await using open = await openDatabase({ file: join(dataFolder, 'catalogue.sqlite'), synchronous: 'NORMAL' });
  await migrate(open);
  const volume = await volumeOf(tree);
  const root = await inTransaction(open.db, (tx) =>
    createRoot(tx, { path: tree, volume, managed: false }, systemClock),
  );
  let assets = 0;
  const order = { ...wholeTree, root: tree };
  for await (const reports of walkFolder(order, new AbortController().signal)) {
    await inTransaction(open.db, async (tx) => {
      for (const report of reports) {
        await insertFolder(tx, { rootId: root.id, report, from: assets, pictures });
        assets += report.files.length;
      }
    });
  }
  await open.db.updateTable('storage_root').set({ scans: 1, last_scan_at_ms: Date.now() }).execute();
  return { assets };
}

async function insertFolder(
  tx: Tx,
  folder: { rootId: string; report: FolderReport; from: number; pictures: readonly GridPicture[] },
): Promise<void> {
  const { rootId, report, from, pictures } = folder;
  const nowMs = Date.now();
  const made = report.files.map((stat, index) => {
    const checksum = createHash('sha256')
      .update(`${from + index}`)
      .digest('hex');
    const picture = pictures[(from + index) % pictures.length];
    const asset = madeAsset({
      checksum,
      name: stat.name,
      sizeBytes: stat.sizeBytes,
      index: from + index,
      nowMs,
      picture,
    });
    const path = report.path === '' ? stat.name : `${report.path}/${stat.name}`;
    return {
      asset,
      picture,
      file: newFile({ assetId: asset.id, rootId, path, role: 'original', checksum, stat }, nowMs),
    };
  });
  await insertAssets(
    tx,
    made.map(({ asset }) => asset),
  );
  await insertFiles(
    tx,
    made.map(({ file }) => file),
  );
  await insertPictures(
    tx,
    made.flatMap(({ asset, picture }) => (picture ? [{ assetId: asset.id, picture, nowMs }] : [])),
  );
  const scanned = { root_id: rootId, path: report.path, digest: report.digest ?? '', files: report.count };
  if (report.part === 'whole' || report.part === 'last') await tx.insertInto('scan_folder').values(scanned).execute();
}

async function insertPictures(
  tx: Tx,
  made: readonly { readonly assetId: string; readonly picture: GridPicture; readonly nowMs: number }[],
): Promise<void> {
  if (made.length === 0) return;
  const rows = made.map(({ assetId, picture, nowMs }) => ({
    asset_id: assetId,
    kind: 'grid' as const,
    blob_key: picture.key,
    width_px: picture.widthPx,
    height_px: picture.heightPx,
    size_bytes: picture.bytes,
    route: 'sharp',
    made_at_ms: nowMs,
  }));
  await tx.insertInto('derivative').values(rows).execute();
}

/** State `none`: nothing is left to be made, so that starting a server starts no work. */
function madeAsset(facts: {
  checksum: string;
  name: string;
  sizeBytes: number;
  index: number;
  nowMs: number;
  picture: GridPicture | undefined;
}): ReturnType<typeof newAsset> {
  const { checksum, name, sizeBytes, index, nowMs, picture } = facts;
  const capturedMs = FIRST_MS + ((index * 7_919_000) % YEARS_MS);
  const isPortrait = picture ? picture.heightPx > picture.widthPx : index % 4 === 0;
  const content = {
    checksum,
    name,
    sizeBytes,
    kind: 'image' as const,
    format: 'jpeg',
    mime: 'image/jpeg',
    mismatch: null,
    mtimeMs: capturedMs,
    widthPx: isPortrait ? 3_000 : 4_000,
    heightPx: isPortrait ? 4_000 : 3_000,
    orientation: 1,
    local: new Date(capturedMs).toISOString().slice(0, 19),
    embedded: null,
    hasGeneration: false,
    camera: `Camera ${index % 12}`,
  };
  const thumbhash = createHash('sha256').update(checksum).digest().subarray(0, 25);
  const asset = { ...newAsset(content, nowMs), metadata_state: 'none' as const };
  return picture
    ? { ...asset, pictures_state: 'ready', pictures_key: `bench-${checksum}`, thumbhash: picture.thumbhash }
    : { ...asset, pictures_state: 'none', thumbhash };
}
