import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { misledJpegXl, turnedJpegXl } from '../../../test/fixtures/jpeg-xl.ts';
import { difference, openTestImages, quarters, type TestImages } from './test-images.ts';

let images: TestImages;

before(async () => {
  images = await openTestImages();
});
after(() => images[Symbol.asyncDispose]());

describe('makePictures with ImageMagick', () => {
  it('[I-048] [I-049] decodes what sharp does not read with ImageMagick in a process of its own', async () => {
    const from = await quarters(join(images.folder, 'for-magick.png'), { width: 300, height: 200 });
    const made = await images.make(from, { decoder: 'magick', format: 'png' });
    assert.ok((await difference(made.preview!.file, from)) < 4);
    assert.match(made.steps[0]?.tool ?? '', /^ImageMagick 7/);
    assert.match(made.steps[1]?.tool ?? '', /^sharp /);
  });

  it('turns a JPEG XL as its codestream says, whatever its EXIF says', async () => {
    for (const [name, bytes, size] of [
      ['turned.jxl', turnedJpegXl, [16, 24]],
      ['misled.jxl', misledJpegXl, [24, 16]],
    ] as const) {
      const path = join(images.folder, name);
      await writeFile(path, bytes);
      const { preview } = await images.make(path, { decoder: 'magick', format: 'jxl' });
      assert.deepEqual([preview?.widthPx, preview?.heightPx], size, name);
      const [red = 0, , blue = 0] = await sharp(preview!.file).raw().toBuffer();
      assert.ok(red > 150 && blue < 100, `${name} begins with its red half`);
    }
  });

  it('refuses a RAW that renders to one colour or is too small for its pixels', async () => {
    const path = join(images.folder, 'black.tif');
    await sharp({ create: { width: 60, height: 40, channels: 3, background: '#000' } })
      .tiff({ compression: 'none' })
      .toFile(path);
    await assert.rejects(images.make(path, { decoder: 'magick', format: 'tiff', source: { refuseBlank: true } }), {
      code: 'render_blank',
    });
    const flat = join(images.folder, 'flat.png');
    await sharp({ create: { width: 900, height: 900, channels: 3, background: '#000' } })
      .png()
      .toFile(flat);
    await assert.rejects(images.make(flat, { decoder: 'magick', format: 'png', source: { refuseBlank: true } }), {
      code: 'picture_empty',
    });
  });
});
