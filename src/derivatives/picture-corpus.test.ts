import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { type CorpusFile, corpusFilesFor } from '../../test/fixtures/corpus.ts';
import { openPictureLibrary, type PictureLibrary } from '../../test/fixtures/picture-library.ts';
import { hasCode } from '../base/errors.ts';
import type { AssetTable, DerivativeTable } from '../db/tables/asset.ts';
import { runJob } from '../jobs/run-job.ts';
import { findPicture } from './find-picture.ts';
import { makePictures } from './make-pictures.ts';

let library: PictureLibrary;
before(async () => {
  library = await openPictureLibrary();
});
after(() => library[Symbol.asyncDispose]());

interface Outcome {
  readonly asset: AssetTable;
  readonly preview: DerivativeTable | undefined;
  readonly tookMs: number;
}

async function picture(file: CorpusFile): Promise<Outcome> {
  const assetId = await library.add(file.absolute);
  const startedMs = performance.now();
  // A failure is the asset's state by then; what is thrown says the same to the engine.
  await runJob(makePictures, { input: { assetId }, needs: library.needs }).catch((error) =>
    assert.ok(hasCode(error, error.code), error),
  );
  const tookMs = performance.now() - startedMs;
  const asset = await library.db.selectFrom('asset').selectAll().where('id', '=', assetId).executeTakeFirstOrThrow();
  const preview = await library.db
    .selectFrom('derivative')
    .selectAll()
    .where('asset_id', '=', assetId)
    .where('kind', '=', 'preview')
    .executeTakeFirst();
  return { asset, preview, tookMs };
}

async function pixelsOf(assetId: string): Promise<Buffer> {
  const found = await findPicture(library.needs, assetId, 'preview');
  return sharp(found!.path).resize(48, 48, { fit: 'fill' }).raw().toBuffer();
}

function difference(a: Buffer, b: Buffer): number {
  let sum = 0;
  for (const [i, value] of a.entries()) sum += Math.abs(value - (b[i] ?? 0));
  return sum / a.length;
}

const below = (files: readonly CorpusFile[], part: string): CorpusFile[] =>
  files.filter(({ path }) => path.includes(part));

// Generated media are tried in make-pictures.test.ts.
describe('pictures of the media corpus', () => {
  it('[I-021] [I-W07] shows the eight orientations of one photograph alike', async (t) => {
    const files = corpusFilesFor(t);
    for (const shape of ['Landscape', 'Portrait']) {
      let upright: Buffer | undefined;
      for (const file of below(files, `exif-orientation-examples/${shape}_`)) {
        const { asset } = await picture(file);
        const pixels = await pixelsOf(asset.id);
        upright ??= pixels;
        assert.ok(difference(pixels, upright) < 12, `${file.path} differs by ${difference(pixels, upright)}`);
      }
    }
  });

  it('[I-W08] [S-289] makes pictures of every family by its own route', async (t) => {
    const files = corpusFilesFor(t);
    const wanted: readonly [part: string, route: string, widthPx: number, heightPx: number][] = [
      ['iphone_live_photo/IMG_1635.HEIC', 'magick', 1536, 2048],
      ['iphone_live_photo/IMG_1635.MOV', 'video', 1440, 1920],
      ['formats/jxl/8bit-sRGB.jxl', 'magick', 1440, 1080],
      ['images/avif-orientation-6.avif', 'sharp', 1512, 2016],
      ['data/colors-animated-8bpc.avif', 'magick', 150, 150],
      ['test/data/20110626_213900.psd', 'magick', 150, 91],
      ['images/world.jp2', 'magick', 800, 400],
      ['images/small.bmp', 'magick', 16, 12],
      ['testImages/CRW.CRW', 'embedded:JpgFromRaw', 1440, 960],
      ['examples/canon_eos_6d.dng', 'embedded:PreviewImage', 1024, 683],
      ['hostile/sample/cmyk-icc.jpg', 'sharp', 400, 300],
      ['hostile/sample/16bit.tif', 'sharp', 400, 300],
      ['hostile/animated/8-frames.webp', 'sharp', 120, 720],
    ];
    for (const [part, route, widthPx, heightPx] of files.length === 0 ? [] : wanted) {
      const { asset, preview } = await picture(below(files, part)[0]!);
      assert.deepEqual([asset.pictures_state, preview?.route], ['ready', route], part);
      assert.deepEqual([preview?.width_px, preview?.height_px], [widthPx, heightPx], part);
    }
  });

  it('[I-W09] ends every broken, lying or hostile picture with a state and a code, in bounded time', async (t) => {
    const files = corpusFilesFor(t);
    const hostile = ['hostile/broken/', 'hostile/bomb/', 'hostile/svg/', 'hostile/shape/', 'hostile/polyglot/'].flatMap(
      (part) => below(files, part),
    );
    for (const file of hostile.filter(({ filetype }) => filetype !== 'XMP' && filetype !== 'TXT')) {
      const { asset, preview, tookMs } = await picture(file);
      assert.notEqual(asset.pictures_state, 'waiting', file.path);
      const isShown = asset.pictures_state === 'ready' || asset.pictures_state === 'degraded';
      assert.equal(preview !== undefined, isShown, file.path);
      if (asset.pictures_state !== 'ready') assert.ok(asset.pictures_code, file.path);
      assert.ok(tookMs < 20_000, `${file.path} took ${tookMs} ms`);
      if (asset.pictures_state === 'ready' && preview) {
        assert.ok(preview.width_px <= Math.max(asset.width_px ?? 0, 1), `${file.path} was enlarged`);
      }
    }
  });
});
