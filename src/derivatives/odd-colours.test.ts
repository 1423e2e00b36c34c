import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { wideJpegXl } from '../../test/fixtures/jpeg-xl.ts';
import { linearGreyProfile, oddPsd, oddTiff } from '../../test/fixtures/odd-pictures.ts';
import { openPictureLibrary } from '../../test/fixtures/picture-library.ts';
import { pngChunk } from '../../test/fixtures/png-chunk.ts';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { runJob } from '../jobs/run-job.ts';
import { findPicture } from './find-picture.ts';
import { makePictures } from './make-pictures.ts';

const folder = await tempFolder();
const library = await openPictureLibrary();
after(async () => {
  await library[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const RED_LAB = [136, 80, 67] as const;
const half = (x: number): number => (x < 30 ? 0 : 255);
const float = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
};
/** Half of the picture is selected, which a fourth or fifth channel keeps. */
const selection = (x: number): number => half(x);

const uint = (value: number): Buffer => Buffer.from(Uint32Array.of(value * 0x01_01_01_01).buffer);
const red = sharp({ create: { width: 60, height: 40, channels: 3, background: '#c82828' } });
const deepP3 = await red.clone().toColourspace('rgb16').withIccProfile('p3').png().toBuffer();
const grey16 = await red.clone().toColourspace('grey16').linear(0, 128).png().toBuffer();
const profile = pngChunk('iCCP', Buffer.concat([Buffer.from('grey\0\0'), deflateSync(linearGreyProfile())]));
const profiledGrey16 = Buffer.concat([grey16.subarray(0, 33), profile, grey16.subarray(33)]);

const PICTURES: readonly (readonly [name: string, bytes: Buffer, middle: readonly [number, number, number]])[] = [
  ['lab.psd', oddPsd(9, [() => RED_LAB[0], () => RED_LAB[1] + 128, () => RED_LAB[2] + 128]), [255, 0, 0]],
  ['selections.psd', oddPsd(3, [() => 200, () => 100, () => 50, selection, selection]), [200, 100, 50]],
  [
    'selections.tif',
    oddTiff((x) => Buffer.from([200, 100, 50, selection(x), selection(x)]), {
      258: [8, 8, 8, 8, 8],
      262: [2],
      277: [5],
      338: [0, 0],
    }),
    [200, 100, 50],
  ],
  [
    'selection.tif',
    oddTiff((x) => Buffer.from([200, 100, 50, selection(x)]), {
      258: [8, 8, 8, 8],
      262: [2],
      277: [4],
      338: [0],
    }),
    [200, 100, 50],
  ],
  [
    'selection-of-grey.tif',
    oddTiff((x) => Buffer.from([100, selection(x)]), { 258: [8, 8], 262: [1], 277: [2], 338: [0] }),
    [100, 100, 100],
  ],
  [
    'half-transparent.tif',
    oddTiff((x) => Buffer.from([200, 100, 50, selection(x)]), { 258: [8, 8, 8, 8], 262: [2], 277: [4], 338: [2] }),
    // half of the neutral ground
    [204, 154, 129],
  ],
  ['lab8.tif', oddTiff(() => Buffer.from(RED_LAB), { 258: [8, 8, 8], 262: [8], 277: [3] }), [255, 0, 0]],
  [
    'lab-transparent.tif',
    oddTiff(() => Buffer.from(Uint16Array.of(136 * 256, 80 * 256, 67 * 256, 65_535).buffer), {
      258: [16, 16, 16, 16],
      262: [8],
      277: [4],
      338: [2],
    }),
    [255, 0, 0],
  ],
  [
    'whole-numbers-of-32-bits.tif',
    oddTiff(() => Buffer.concat([uint(200), uint(100), uint(50)]), { 258: [32, 32, 32], 262: [2], 277: [3] }),
    [200, 100, 50],
  ],
  [
    'ycbcr.tif',
    oddTiff(() => Buffer.from([88, 100, 208]), { 258: [8, 8, 8], 262: [6], 277: [3], 530: [1, 1] }),
    [200, 40, 40],
  ],
  ['p3-of-16-bits.png', deepP3, [200, 40, 40]],
  ['linear-grey-of-16-bits.png', profiledGrey16, [188, 188, 188]],
  ['wide.jxl', wideJpegXl, [200, 40, 40]],
  ['grey-float.tif', oddTiff(() => float(0.5), { 258: [32], 262: [1], 277: [1], 339: [3] }), [128, 128, 128]],
];

describe('pictures of unusual colours', () => {
  for (const [name, bytes, middle] of PICTURES)
    it(`[I-011] [I-W09] shows ${name} in its colours and calls nothing damaged`, async () => {
      const path = join(folder.path, name);
      await writeFile(path, bytes);
      const id = await library.add(path);
      await runJob(makePictures, { input: { assetId: id }, needs: library.needs });
      const row = await library.db.selectFrom('asset').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
      assert.deepEqual([row.pictures_state, row.pictures_code], ['ready', null], row.pictures_message ?? '');
      const preview = await findPicture(library.needs, id, 'preview');
      assert.ok(preview);
      const { channels } = await sharp(preview.path).stats();
      for (const [index, wanted] of middle.entries())
        assert.ok(Math.abs((channels[index]?.mean ?? -99) - wanted) < 10, `${channels[index]?.mean} for ${wanted}`);
    });
});
