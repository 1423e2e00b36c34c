import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
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
