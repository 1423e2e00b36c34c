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
});
