// The bare limit of an import, run as a program of its own: makes the three pictures of every JPEG of a folder with
// plain sharp on all cores, and nothing else. With `whole` also what else an import is about, as little of it as there
// can be: SHA-256, tags by ExifTool in batches, a difference hash, one row a file. Nothing of it is durable or checked.
// `node bench/reference-loop.ts <folder> <out> [whole]`
import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { chooseLongSide } from '../src/tools/images/choose-size.ts';
import { locateExiftool } from '../src/tools/exiftool/locate-exiftool.ts';
import { defaultPictureRecipe as recipe } from '../src/tools/images/picture-recipe.ts';

/** Files that ExifTool is started for at once. */
const BATCH = 32;

sharp.concurrency(1);
sharp.cache(false);

async function loop(
  folder: string,
  out: string,
  perFile: (path: string, to: string) => Promise<unknown>,
): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.jpg')).entries();
  const worker = async (): Promise<void> => {
    for (const [index, file] of files) await perFile(join(file.parentPath, file.name), join(out, String(index)));
  };
  // One more than there are cores: it reads while the others compute.
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
}

async function wholeLoop(folder: string, out: string): Promise<void> {
  using database = new DatabaseSync(join(out, 'rows.sqlite'));
  database.exec('pragma journal_mode = wal; create table file (path, sha256, dhash); create table tags (json)');
  const addFile = database.prepare('insert into file values (?, ?, ?)');
  const addTags = database.prepare('insert into tags values (?)');
  let batch: string[] = [];
  const readTags = async (paths: readonly string[]): Promise<void> => {
    const { file, args } = locateExiftool(undefined);
    const options = { maxBuffer: 1 << 28 };
    const { stdout } = await promisify(execFile)(file, [...args, '-fast2', '-j', '-n', '-G1', '--', ...paths], options);
    for (const tags of JSON.parse(stdout) as unknown[]) addTags.run(JSON.stringify(tags));
  };
  await loop(folder, out, async (path, to) => {
    const bytes = await readFile(path);
    const sha256 = hash('sha256', bytes);
    addFile.run(path, sha256, await differenceHash(await pictures(bytes, to)));
    batch.push(path);
    if (batch.length < BATCH) return;
    const full = batch;
    batch = [];
    await readTags(full);
  });
  if (batch.length > 0) await readTags(batch);
}

/** 64 bits: whether each pixel of 8 rows of 9 is lighter than the next. */
async function differenceHash(picture: Uint8Array): Promise<string> {
  const grey = await sharp(picture).resize(9, 8, { fit: 'fill', kernel: 'linear' }).greyscale().raw().toBuffer();
  let bits = '';
  for (let row = 0; row < 8; row++)
    for (let x = 0; x < 8; x++) bits += (grey[row * 9 + x] ?? 0) > (grey[row * 9 + x + 1] ?? 0) ? '1' : '0';
  return BigInt(`0b${bits}`).toString(16);
}

/**
 * The same sizes, kernels and encoder settings as the product; the small ones come from the preview's bytes.
 * @returns the grid picture
 */
async function pictures(from: string | Uint8Array, to: string): Promise<Uint8Array> {
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
  return grid;
}

const [folder, out, whole] = process.argv.slice(2);
if (import.meta.main && folder !== undefined && out !== undefined)
  await (whole === 'whole' ? wholeLoop(folder, out) : loop(folder, out, pictures));
