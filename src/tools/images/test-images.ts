import { join } from 'node:path';
import sharp from 'sharp';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { silentLog } from '../../base/log.ts';
import { type MakePicturesRequest, openImages } from './images.ts';
import { defaultPictureRecipe, type PictureRecipe } from './picture-recipe.ts';
import type { MadePictures, PictureSource } from './picture-request.ts';

/** What a test changes of a plain request for a JPEG. */
interface Options {
  readonly decoder?: MakePicturesRequest['decoder'];
  readonly format?: string;
  readonly source?: Partial<PictureSource>;
  readonly recipe?: Partial<PictureRecipe>;
}

/** The real picture maker with a folder of its own for what it is given and makes. */
export interface TestImages extends AsyncDisposable {
  readonly folder: string;
  make(path: string, options?: Options): Promise<MadePictures>;
}

export async function openTestImages(): Promise<TestImages> {
  const folder = await tempFolder();
  const images = openImages({ log: silentLog, concurrency: 3 });
  let count = 0;
  return {
    folder: folder.path,
    make: (path, { decoder = 'sharp', format = 'jpeg', source = {}, recipe = {} } = {}) =>
      images.makePictures({
        source: { path, is: 'picture', ...source },
        decoder,
        format,
        recipe: { ...defaultPictureRecipe, ...recipe },
        tempFile: (extension) => join(folder.path, `out-${(count += 1)}.${extension}`),
      }),
    async [Symbol.asyncDispose]() {
      await images[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A picture whose four quarters differ, so that no turn or mirror image looks like another. */
export async function quarters(path: string, { width, height }: { width: number; height: number }): Promise<string> {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2), channels: 3 } as const;
  const part = (background: string): Promise<Buffer> =>
    sharp({ create: { ...half, background } })
      .png()
      .toBuffer();
  const pipeline = sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([
    { input: await part('#00ff00'), left: Math.floor(width / 2), top: 0 },
    { input: await part('#0000ff'), left: 0, top: Math.floor(height / 2) },
  ]);
  await pipeline.toFile(path);
  return path;
}

/** Mean difference of two pictures, 0–255, at 32 × 32. */
export async function difference(a: string | Buffer, b: string | Buffer): Promise<number> {
  const [left, right] = await Promise.all([smallPixels(a), smallPixels(b)]);
  return left.reduce((sum, value, i) => sum + Math.abs(value - (right[i] ?? 0)), 0) / left.length;
}

function smallPixels(picture: string | Buffer): Promise<Buffer> {
  return sharp(picture).resize(32, 32, { fit: 'fill' }).flatten().toColourspace('srgb').removeAlpha().raw().toBuffer();
}
