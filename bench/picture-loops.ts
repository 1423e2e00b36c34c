// Two ways to the same pictures, each run as a program of its own: `ours` is the product's (media child, blobs, fsync),
// `separate` is plain sharp with a decode for each output. `node bench/picture-loops.ts <way> <folder> <out>`
import { readdir, rename, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { silentLog } from '../src/base/log.ts';
import { openLocalBlobs } from '../src/blobs/local.ts';
import { openImages } from '../src/tools/images/images.ts';
import { defaultPictureRecipe as recipe } from '../src/tools/images/picture-recipe.ts';

const [way = '', folder = '', out = ''] = process.argv.slice(2);
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const files = entries
  .filter((entry) => entry.isFile() && entry.name.endsWith('.jpg'))
  .map((entry) => join(entry.parentPath, entry.name));
const AT_ONCE = availableParallelism() + 1;

async function eachFile(work: (file: string, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < files.length; index = next++) await work(files[index] ?? '', index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function ours(): Promise<void> {
  await using blobs = await openLocalBlobs(out);
  await using images = openImages({ log: silentLog, concurrency: AT_ONCE });
  await eachFile(async (path, index) => {
    const tempFile = (extension: string): string => blobs.tempFile(extension);
    const made = await images.makePictures({
      source: { path, is: 'picture' },
      decoder: 'sharp',
      format: 'jpeg',
      recipe,
      tempFile,
    });
    const pictures = (['preview', 'square', 'grid'] as const).flatMap((kind) => {
      const file = made[kind]?.file;
      return file === undefined ? [] : [{ key: `${kind}-${index}`, file }];
    });
    await blobs.putFiles(pictures);
  });
}

async function separate(): Promise<void> {
  sharp.concurrency(1);
  sharp.cache(false);
  await eachFile(async (path, index) => {
    const decode = (): Sharp => sharp(path).autoOrient();
    const preview = decode().resize(recipe.previewMaxPx, recipe.previewMaxPx, {
      fit: 'inside',
      withoutEnlargement: true,
    });
    const square = decode().resize(recipe.squarePx, recipe.squarePx);
    const grid = decode().resize(recipe.gridPx, recipe.gridPx, { fit: 'inside' });
    const outputs = await Promise.all([
      preview.jpeg({ quality: recipe.previewQuality }).toBuffer(),
      square.jpeg({ quality: recipe.squareQuality }).toBuffer(),
      grid.jpeg({ quality: recipe.gridQuality }).toBuffer(),
      decode().resize(100, 100, { fit: 'inside' }).ensureAlpha().raw().toBuffer(),
      decode().resize(32, 32, { fit: 'fill' }).greyscale().raw().toBuffer(),
    ]);
    for (const [i, bytes] of outputs.slice(0, 3).entries()) {
      const to = join(out, `${index}-${i}`);
      await writeFile(`${to}.part`, bytes);
      await rename(`${to}.part`, to);
    }
  });
}

await (way === 'ours' ? ours() : separate());
