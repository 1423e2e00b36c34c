import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { longJpegXl } from '../../../test/fixtures/jpeg-xl.ts';
import { openTestImages, type TestImages } from './test-images.ts';

let images: TestImages;

before(async () => {
  images = await openTestImages();
});
after(() => images[Symbol.asyncDispose]());

describe('pictures of an animation', () => {
  it('show the first frame of a JPEG XL of more frames than a list of layers has', async () => {
    const path = join(images.folder, 'long.jxl');
    await writeFile(path, longJpegXl);
    const { preview } = await images.make(path, { decoder: 'magick', format: 'jxl' });
    const { dominant } = await sharp(preview!.file).stats();
    assert.ok(dominant.r > 200 && dominant.g < 50 && dominant.b < 50, JSON.stringify(dominant));
  });

  it('show what the first frame of a GIF leaves free as free, not black', async () => {
    const path = join(images.folder, 'part.gif');
    const red = await sharp({ create: { width: 20, height: 10, channels: 3, background: 'red' } })
      .gif()
      .toBuffer();
    // The same frame on a screen of 60 × 40, 30 from the left and 20 from the top.
    red.writeUInt16LE(60, 6);
    red.writeUInt16LE(40, 8);
    const frame = red.indexOf(Buffer.from('2c00000000', 'hex'));
    red.writeUInt16LE(30, frame + 1);
    red.writeUInt16LE(20, frame + 3);
    await writeFile(path, red);
    const { preview, sourceWidthPx } = await images.make(path, { format: 'gif' });
    assert.equal(sourceWidthPx, 60);
    const pixels = await sharp(preview!.file).raw().toBuffer();
    const at = (x: number, y: number): number[] => [...pixels.subarray((y * 60 + x) * 3, (y * 60 + x) * 3 + 3)];
    assert.ok(Math.min(...at(4, 4)) > 200 && Math.min(...at(56, 36)) > 200, JSON.stringify([at(4, 4), at(56, 36)]));
    const [r = 0, g = 0] = at(40, 25);
    assert.ok(r > 200 && g < 50, JSON.stringify(at(40, 25)));
  });
});
