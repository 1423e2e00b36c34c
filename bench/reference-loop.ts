// The bare limit of an import, run as a program of its own: makes the three pictures of every JPEG of a folder with
// plain sharp on all cores, and nothing else. `node bench/reference-loop.ts <folder> <out>`
import { readdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { chooseLongSide } from '../src/tools/images/choose-size.ts';
import { defaultPictureRecipe as recipe } from '../src/tools/images/picture-recipe.ts';

sharp.concurrency(1);
sharp.cache(false);

async function loop(folder: string, out: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.jpg')).entries();
  const worker = async (): Promise<void> => {
    for (const [index, file] of files) await pictures(join(file.parentPath, file.name), join(out, String(index)));
  };
  // One more than there are cores: it reads while the others compute.
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
}

/** The same sizes, kernels and encoder settings as the product; the small ones come from the preview's bytes. */
async function pictures(from: string, to: string): Promise<void> {
  const { width, height } = await sharp(from).metadata();
  const side = chooseLongSide(Math.max(width, height), recipe.previewMaxPx);
  const preview = await sharp(from)
    .autoOrient()
    .resize(side, side, { fit: 'inside', withoutEnlargement: true, kernel: 'linear' })
    .toColourspace('srgb')
    .jpeg({ quality: recipe.previewQuality, optimiseCoding: false, chromaSubsampling: '4:2:0' })
    .toBuffer();
  const half = await sharp(preview)
    .resize(side >> 1, side >> 1, { fit: 'inside', kernel: 'linear' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const small = (): Sharp => sharp(half.data, { raw: { ...half.info } });
  const [square, grid] = await Promise.all([
    small()
      .resize(recipe.squarePx, recipe.squarePx, { kernel: 'linear' })
      .jpeg({ quality: recipe.squareQuality, optimiseCoding: false })
      .toBuffer(),
    small()
      .resize(recipe.gridPx, recipe.gridPx, { fit: 'inside', kernel: 'linear' })
      .jpeg({ quality: recipe.gridQuality, optimiseCoding: false })
      .toBuffer(),
  ]);
  await Promise.all([
    writeFile(`${to}-preview`, preview),
    writeFile(`${to}-square`, square),
    writeFile(`${to}-grid`, grid),
  ]);
}

const [folder, out] = process.argv.slice(2);
if (import.meta.main && folder !== undefined && out !== undefined) await loop(folder, out);
