import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import sharp from 'sharp';
import { pngChunk } from '../../test/fixtures/png-chunk.ts';
import { defaultSettings, openPictureLibrary } from '../../test/fixtures/picture-library.ts';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import type { AssetId } from '../contract/ids.ts';
import { runJob } from '../jobs/run-job.ts';
import { makePictures } from './make-pictures.ts';
import { picturesKey } from './recipe.ts';
import { staleSearch } from './stale-pictures.ts';

/** Where the first chunk of a PNG ends. */
const AFTER_HEAD = 33;

it('[I-050] makes again what older code made of light beyond white, and leaves the pictures of everything else as they are', async () => {
  await using folder = await tempFolder();
  await using library = await openPictureLibrary();
  const { db, needs } = library;
  const picture = (background: string) => sharp({ create: { width: 60, height: 40, channels: 3, background } });
  const png = await picture('#a63').png().toBuffer();
  const hlg = pngChunk('cICP', Buffer.from([9, 18, 0, 1]));
  const files = {
    hdr: ['hdr.png', Buffer.concat([png.subarray(0, AFTER_HEAD), hlg, png.subarray(AFTER_HEAD)])],
    plain: ['plain.png', png],
    never: ['never.jpg', await picture('#36a').jpeg().toBuffer()],
  } as const;
  const add = async ([name, bytes]: readonly [string, Buffer]): Promise<AssetId> => {
    const path = join(folder.path, name);
    await writeFile(path, bytes);
    return await library.add(path);
  };
  const ids = { hdr: await add(files.hdr), plain: await add(files.plain), never: await add(files.never) };
  const run = (assetId: AssetId) => runJob(makePictures, { input: { assetId }, needs });
  const look = async (assetId: AssetId) => {
    const asset = await db.selectFrom('asset').selectAll().where('id', '=', assetId).executeTakeFirstOrThrow();
    const steps = await db.selectFrom('import_trace').select('method').where('asset_id', '=', assetId).execute();
    return { state: asset.pictures_state, key: asset.pictures_key, decoded: steps.filter((s) => s.method === 'sharp') };
  };
  for (const [kind, id] of Object.entries(ids)) {
    await run(id);
    const asset = await db.selectFrom('asset').select('checksum').where('id', '=', id).executeTakeFirstOrThrow();
    const older = picturesKey({ ...asset, format: 'jpeg' }, defaultSettings); // as if nothing could be beyond white
    assert.equal((await look(id)).key === older, kind === 'never');
    await db.updateTable('asset').set({ pictures_key: older }).where('id', '=', id).execute();
  }
  assert.equal(await staleSearch(needs)(100), 2);
  assert.equal((await look(ids.never)).state, 'ready');
  for (const [id, times] of [
    [ids.hdr, 2],
    [ids.plain, 1],
  ] as const) {
    assert.equal((await look(id)).state, 'waiting');
    await run(id);
    const { state, decoded } = await look(id);
    assert.deepEqual([state, decoded.length], ['ready', times]);
  }
  assert.equal(await staleSearch(needs)(100), 0);
});

it('makes all pictures again of which nothing is out of date, as somebody asked for it', async () => {
  await using folder = await tempFolder();
  await using library = await openPictureLibrary();
  const path = join(folder.path, 'plain.png');
  const image = sharp({ create: { width: 60, height: 40, channels: 3, background: '#a63' } });
  await writeFile(path, await image.png().toBuffer());
  const assetId = await library.add(path);
  for (let time = 1; time <= 2; time++) {
    await runJob(makePictures, { input: { assetId }, needs: library.needs });
    const steps = await library.db.selectFrom('import_trace').select('method').where('method', '=', 'sharp').execute();
    assert.equal(steps.length, time);
  }
});
