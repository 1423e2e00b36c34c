import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { corpusFor } from '../../../test/fixtures/corpus.ts';
import { pngChunk } from '../../../test/fixtures/png-chunk.ts';
import { type HdrEncoding, hdrEncodingOf } from './hdr-encoding.ts';
import { difference, openTestImages, type TestImages } from './test-images.ts';
import { toneMap } from './tone-map.ts';

const AVIF = 'fetched/AOMediaCodec__libavif/tests/data/';
let images: TestImages;

before(async () => {
  images = await openTestImages();
});
after(() => images[Symbol.asyncDispose]());

describe('pictures with light beyond white', () => {
  it('[I-012] come out like the same picture for ordinary screens, whatever their primaries', async (t) => {
    const corpus = corpusFor(t);
    if (!corpus) return;
    for (const [hdr, sdr] of [
      ['colors_hdr_srgb.avif', 'colors_sdr_srgb.avif'],
      ['colors_hdr_p3.avif', 'colors_sdr_srgb.avif'],
      ['colors_hdr_rec2020.avif', 'colors_sdr_srgb.avif'],
    ] as const) {
      const made = await images.make(join(corpus, AVIF, hdr), { format: 'avif' });
      const away = await difference(made.preview!.file, join(corpus, AVIF, sdr));
      // without tone mapping 44 to 64
      assert.ok(away < 16, `${hdr} is off by ${away}`);
    }
  });

  it('[I-049] are told by the head of HEIC too, whose decoder tells nothing of it', async (t) => {
    const corpus = corpusFor(t);
    if (!corpus) return;
    const bytes = await readFile(join(corpus, 'fetched/Exiv2__exiv2/test/data/Stonehenge.heic'));
    const plain = join(images.folder, 'plain.heic');
    await writeFile(plain, bytes);
    // The same numbers, now said to be hybrid log-gamma: brighter on an ordinary screen.
    bytes.set([0, 9, 0, 18], bytes.indexOf('colrnclx') + 8);
    const marked = join(images.folder, 'hlg.heic');
    await writeFile(marked, bytes);
    const [usual, hdr] = [
      await images.make(plain, { decoder: 'magick', format: 'heic' }),
      await images.make(marked, { decoder: 'magick', format: 'heic' }),
    ];
    assert.deepEqual([usual.steps[0]?.detail, hdr.steps[0]?.detail], ['300 × 200', '300 × 200, HLG']);
    assert.deepEqual(hdrEncodingOf(bytes), { transfer: 'hlg', primaries: 'bt2020' });
    const wide = Buffer.from(bytes);
    wide.set([0, 12, 0, 13], wide.indexOf('colrnclx') + 8);
    assert.deepEqual(hdrEncodingOf(wide), { transfer: 'sdr', primaries: 'p3' });
    const brightness = async (made: typeof hdr): Promise<number> =>
      (await sharp(made.preview!.file).stats()).channels.reduce((sum, { mean }) => sum + mean, 0);
    assert.ok((await brightness(hdr)) > (await brightness(usual)) + 30);
  });

  it('[I-012] and colours of a wider gamut that no profile tells come out as with a profile', async () => {
    const red = sharp({ create: { width: 40, height: 30, channels: 3, background: '#c82828' } });
    const profiled = await red.clone().withIccProfile('p3').png().toBuffer();
    const { data, info } = await sharp(profiled, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
    const png = await sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
      .png()
      .toBuffer();
    const path = join(images.folder, 'wide.png');
    await writeFile(
      path,
      Buffer.concat([png.subarray(0, 33), pngChunk('cICP', Buffer.from([12, 13, 0, 1])), png.subarray(33)]),
    );
    const { channels } = await sharp((await images.make(path, { format: 'png' })).preview!.file).stats();
    const means = channels.map(({ mean }) => Math.round(mean));
    for (const [index, wanted] of [200, 40, 40].entries())
      assert.ok(Math.abs((means[index] ?? 0) - wanted) < 5, `${means.join()} and not 200,40,40`);
  });

  it('[I-012] shows the picture of a gain map as ordinary screens do', async (t) => {
    const corpus = corpusFor(t);
    if (!corpus) return;
    const path = join(
      corpus,
      'fetched/MishaalRahmanGH__Ultra_HDR_Samples/Originals/Ultra_HDR_Samples_Originals_05.jpg',
    );
    assert.equal(hdrEncodingOf(await readFile(path)), undefined);
    assert.ok((await difference((await images.make(path)).preview!.file, path)) < 4);
  });
});

describe('toneMap', () => {
  const grey = (value: number): Uint16Array => new Uint16Array(300).fill(Math.round(value * 65_535));
  const map = (value: number, encoding: HdrEncoding): number => toneMap(grey(value), encoding)[0] ?? 0;

  it('shows the white of paper nearly as white, and grey as grey', () => {
    // 203 nits and 26 nits, ITU-R BT.2408
    for (const encoding of [
      { transfer: 'pq', primaries: 'bt2020', white: 0.58, grey: 0.38 },
      { transfer: 'hlg', primaries: 'bt2020', white: 0.75, grey: 0.38 },
    ] as const) {
      assert.ok(map(encoding.white, encoding) > 240, encoding.transfer);
      const middle = map(encoding.grey, encoding);
      assert.ok(middle > 90 && middle < 135, `${encoding.transfer}: ${middle}`);
    }
  });

  it('draws light beyond white together instead of cutting it, and keeps its hue', () => {
    const bright = new Uint16Array(300).fill(Math.round(0.75 * 65_535));
    bright.set(grey(0.58).subarray(0, 30), 0);
    const out = toneMap(bright, { transfer: 'pq', primaries: 'bt709' });
    assert.ok((out[0] ?? 0) < (out[40] ?? 0), 'paper is darker than what shines');
    const red = Uint16Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 50_000 : 20_000));
    const [r = 0, g = 0, b = 0] = toneMap(red, { transfer: 'pq', primaries: 'bt709' });
    assert.ok(r > g + 50 && g === b);
  });
});

describe('hdrEncodingOf', () => {
  it('reads the cICP chunk of PNG, and takes nothing else for light beyond white', async () => {
    const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    assert.equal(hdrEncodingOf(png), undefined);
    const chunk = Buffer.concat([
      Buffer.from([0, 0, 0, 4]),
      Buffer.from('cICP'),
      Buffer.from([9, 18, 0, 1, 0, 0, 0, 0]),
    ]);
    const marked = Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]);
    assert.deepEqual(hdrEncodingOf(marked), { transfer: 'hlg', primaries: 'bt2020' });
  });
});
