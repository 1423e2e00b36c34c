import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { corpusFor } from '../../../test/fixtures/corpus.ts';
import { phashDistance } from '../phash/phash64.ts';
import { openTestImages, type TestImages } from './test-images.ts';

let images: TestImages;

before(async () => {
  images = await openTestImages();
});
after(() => images[Symbol.asyncDispose]());

describe('makePictures of real files', () => {
  it('[I-048] [I-049] decodes HEIC, JPEG XL, PSD, JPEG 2000, BMP and RAW of the corpus with ImageMagick', async (t) => {
    const corpus = corpusFor(t);
    if (!corpus) return;
    const files: readonly [format: string, path: string, width: number, height: number][] = [
      ['heic', 'fetched/immich-app__test-assets/formats/motionphoto/samsung-one-ui-6.heic', 3000, 4000],
      ['heic', 'fetched/Exiv2__exiv2/test/data/Stonehenge.heic', 300, 200],
      ['jxl', 'fetched/immich-app__test-assets/formats/jxl/8bit-sRGB.jxl', 1440, 1080],
      ['psd', 'fetched/Exiv2__exiv2/test/data/20110626_213900.psd', 150, 91],
      ['jp2', 'fetched/libvips__libvips/test/test-suite/images/world.jp2', 800, 400],
      ['bmp', 'fetched/libvips__libvips/test/test-suite/images/small.bmp', 16, 12],
      ['crw', 'fetched/evanoberholster__imagemeta/testImages/CRW.CRW', 2176, 1448],
    ];
    for (const [format, path, width, height] of files) {
      const { sourceWidthPx, sourceHeightPx } = await images.make(join(corpus, path), { decoder: 'magick', format });
      assert.deepEqual([sourceWidthPx, sourceHeightPx], [width, height], path);
    }
  });
});

describe('perceptual hash of the labelled copies', () => {
  it('lies within 12 for edits of a picture and from 18 on for other pictures', async (t) => {
    const corpus = corpusFor(t);
    if (!corpus) return;
    const lines = (await readFile(join(corpus, 'hostile/duplicates/truth.tsv'), 'utf8')).trim().split('\n').slice(1);
    const hashed: { set: string; relation: string; hash: string }[] = [];
    for (const [path = '', set = '', relation = ''] of lines.map((line) => line.split('\t'))) {
      if (/original|near|same-pixels/.test(relation)) {
        hashed.push({ set, relation, hash: (await images.make(join(corpus, 'hostile', path))).phash64 });
      }
    }
    for (const one of hashed.filter(({ relation }) => relation === 'original')) {
      for (const other of hashed) {
        const distance = phashDistance(one.hash, other.hash);
        assert.ok(
          one.set === other.set ? distance <= 12 : distance >= 18,
          `${one.set} ${other.set} ${other.relation}: ${distance}`,
        );
      }
    }
  });
});
