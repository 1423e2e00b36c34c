import assert from 'node:assert/strict';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import sharp from 'sharp';
import { defaultSettings, openPictureLibrary } from '../../test/fixtures/picture-library.ts';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { runJob } from '../jobs/run-job.ts';
import { findPicture } from './find-picture.ts';
import { makePictures } from './make-pictures.ts';
import { pictureBlobKey } from './recipe.ts';
import { sweepPictures } from './sweep-pictures.ts';

it('[M-059] [I-W14] counts, then removes, pictures that no asset has, and leaves alone what may still become one', async () => {
  await using folder = await tempFolder();
  await using library = await openPictureLibrary();
  const { db, needs } = library;
  const { blobs } = needs;
  const path = join(folder.path, 'a.jpg');
  const image = sharp({ create: { width: 600, height: 400, channels: 3, background: '#284' } });
  await writeFile(path, await image.jpeg().toBuffer());
  const assetId = await library.add(path);
  await runJob(makePictures, { input: { assetId }, needs });
  const { checksum } = await db.selectFrom('asset').select('checksum').executeTakeFirstOrThrow();
  const put = async (key: string, isOld = true): Promise<string> => {
    await blobs.put(key, new Uint8Array(10));
    if (isOld) await utimes(blobs.path(key), 1_000_000_000, 1_000_000_000);
    return key;
  };
  const older = { ...defaultSettings, previewMaxPx: 100 };
  const left = await put(pictureBlobKey('preview', checksum, older)); // settings changed, and a crash before the old one went
  const gone = await put(pictureBlobKey('grid', 'e'.repeat(64), defaultSettings)); // of no asset
  const fresh = await put(pictureBlobKey('grid', 'f'.repeat(64), defaultSettings), false); // its row may be on the way
  const foreign = await put('pictures/somebody-elses.jpg');
  const temp = blobs.tempFile('jpg');
  await writeFile(temp, 'half');
  await utimes(temp, 1_000_000_000, 1_000_000_000);
  const sweep = async (dryRun: boolean) => (await runJob(sweepPictures, { input: { dryRun }, needs })).result;
  const found = { pictures: 7, orphans: 2, orphanBytes: 20, temps: 1 };
  assert.deepEqual(await sweep(true), { ...found, dryRun: true });
  assert.deepEqual(await sweep(false), { ...found, dryRun: false });
  assert.deepEqual(await sweep(false), { pictures: 5, orphans: 0, orphanBytes: 0, temps: 0, dryRun: false });
  for (const key of [left, gone]) assert.equal(await blobs.stat(key), undefined);
  for (const key of [fresh, foreign]) assert.ok(await blobs.stat(key));
  for (const kind of ['preview', 'square', 'grid'] as const)
    assert.ok(await findPicture(library.needs, assetId, kind), kind);
});
