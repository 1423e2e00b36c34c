import assert from 'node:assert/strict';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import sharp from 'sharp';
import { defaultSettings, openPictureLibrary } from '../../test/fixtures/picture-library.ts';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import type { AssetId } from '../contract/ids.ts';
import type { AssetTable, DerivativeTable } from '../db/tables/asset.ts';
import { runJob } from '../jobs/run-job.ts';
import { findPicture } from './find-picture.ts';
import { makePictures } from './make-pictures.ts';
import { keyByNow } from './recipe.ts';
import { staleSearch } from './stale-pictures.ts';

const folder = await tempFolder();
const library = await openPictureLibrary();
after(async () => {
  await library[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

async function add(name: string, width: number, height: number): Promise<AssetId> {
  const path = join(folder.path, name);
  await sharp({ create: { width, height, channels: 3, background: '#36a' } }).toFile(path);
  return await library.add(path);
}

const run = (assetId: AssetId) => runJob(makePictures, { input: { assetId }, needs: library.needs });

async function look(
  id: AssetId,
): Promise<{ asset: AssetTable; pictures: Record<string, DerivativeTable>; methods: string[] }> {
  const asset = await library.db.selectFrom('asset').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const rows = await library.db.selectFrom('derivative').selectAll().where('asset_id', '=', id).execute();
  const steps = await library.db.selectFrom('import_trace').select('method').where('asset_id', '=', id).execute();
  const pictures = Object.fromEntries(rows.map((row) => [row.kind, row]));
  return { asset, pictures, methods: steps.map(({ method }) => method) };
}

describe('stale pictures', () => {
  it('makes only the small pictures again when only their settings changed', async () => {
    const id = await add('again.jpg', 900, 600);
    await run(id);
    const first = (await look(id)).pictures;
    const at = await stat(library.needs.blobs.path(first['preview']!.blob_key));
    library.settings = { ...defaultSettings, gridPx: 256 };
    try {
      assert.ok((await staleSearch(library.needs)(1_000)) > 0);
      assert.equal((await look(id)).asset.pictures_state, 'waiting');
      await run(id);
    } finally {
      library.settings = defaultSettings;
    }
    const { pictures, methods } = await look(id);
    assert.equal(pictures['grid']?.width_px, 256);
    assert.equal(pictures['square']?.blob_key, first['square']?.blob_key);
    assert.equal((await stat(library.needs.blobs.path(pictures['preview']!.blob_key))).ino, at.ino);
    assert.equal(await library.needs.blobs.stat(first['grid']!.blob_key), undefined, 'the old grid picture stays');
    assert.ok(methods.includes('stored-preview'));
  });

  it('leaves alone what gave up by the recipe of now, until that changes', async () => {
    const id = await add('poison.jpg', 320, 200);
    const { checksum, format } = (await look(id)).asset;
    const gaveUp = {
      pictures_state: 'failed' as const,
      pictures_code: 'job_lost_too_often',
      pictures_key: keyByNow({ checksum, format, picturesKey: null }, defaultSettings),
    };
    await library.db.updateTable('asset').set(gaveUp).where('id', '=', id).execute();
    await staleSearch(library.needs)(1_000);
    assert.equal((await look(id)).asset.pictures_state, 'failed');
    library.settings = { ...defaultSettings, gridPx: 256 };
    try {
      await staleSearch(library.needs)(1_000);
    } finally {
      library.settings = defaultSettings;
    }
    assert.equal((await look(id)).asset.pictures_state, 'waiting');
  });

  it('finds pictures that were lost, and makes them again', async () => {
    const id = await add('lost.jpg', 700, 500);
    await run(id);
    await staleSearch(library.needs)(1_000);
    const key = (await look(id)).pictures['preview']!.blob_key;
    await rm(library.needs.blobs.path(key));
    assert.equal(await findPicture(library.needs, id, 'preview'), undefined);
    assert.ok((await staleSearch(library.needs)(1_000)) >= 1);
    assert.equal((await look(id)).asset.pictures_state, 'waiting');
    await run(id);
    assert.ok(await findPicture(library.needs, id, 'preview'));
    assert.equal((await look(id)).asset.pictures_state, 'ready');
  });
});
