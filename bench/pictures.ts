import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { chooseLongSide } from '../src/tools/images/choose-size.ts';
import { defaultPictureRecipe as recipe } from '../src/tools/images/picture-recipe.ts';
import { photoLibrary } from './library.ts';
import { type BenchEnv, compare, type Row } from './row.ts';
import { type Cost, runCommand } from './run-command.ts';

/** More files tell nothing more: the library has 24 really different ones. */
const MOST_FILES = 96;
const SSIM_FILES = 8;

/** Making the pictures: the product's way against plain sharp with a decode per output, and against the bare loop. */
export async function run(env: BenchEnv): Promise<readonly Row[]> {
  const { folder, files, note } = await photoLibrary({ ...env, n: Math.min(env.n, MOST_FILES) });
  for (const file of files) await readFile(file); // into the page cache, for all
  const ours: Cost[] = [];
  const separate: Cost[] = [];
  const bare: Cost[] = [];
  for (let i = 0; i < env.repeat; i++) {
    separate.push(await program('picture-loops.ts', ['separate', folder]));
    bare.push(await program('reference-loop.ts', [folder]));
    ours.push(await program('picture-loops.ts', ['ours', folder]));
  }
  const cpu = (costs: readonly Cost[]): number[] => costs.map((cost) => cost.cpuMs / files.length);
  const rate = (costs: readonly Cost[]): number[] => costs.map((cost) => files.length / (cost.wallMs / 1_000));
  const all = 'three pictures, thumbhash and perceptual hash, verified, synced, adopted as blobs';
  const ssim = await similarity(files.filter((_, i) => i % Math.ceil(files.length / SSIM_FILES) === 0));
  return [
    compare('pictures, CPU a file', cpu(ours), {
      unit: 'ms',
      limit: cpu(separate),
      name: 'a decode per output',
      atMost: 0.45,
      note: `${note}; ${all}`,
    }),
    compare(`pictures, ${availableParallelism()} cores`, rate(ours), {
      unit: 'images/s',
      limit: rate(bare),
      name: 'bare loop',
      note: 'the loop makes the three pictures only',
    }),
    compare('pictures, CPU a file', cpu(ours), { unit: 'ms', limit: cpu(bare), name: 'bare loop' }),
    compare('preview, SSIM to a full decode', ssim.ours, {
      unit: '',
      limit: ssim.default,
      name: "sharp's default",
      atLeast: 0.985,
      note: 'luma, 8 × 8 blocks, against Lanczos-3 from a full decode',
    }),
  ];
}

async function program(name: string, args: readonly string[]): Promise<Cost> {
  const out = await mkdtemp(join(tmpdir(), 'supervisor-bench-pictures-'));
  try {
    return await runCommand([
      'env',
      'MALLOC_ARENA_MAX=2',
      process.execPath,
      join(import.meta.dirname, name),
      ...args,
      out,
    ]);
  } finally {
    await rm(out, { recursive: true });
  }
}

/** How near the preview is to the best one of its size: by our kernel and encoder settings, and by sharp's defaults. */
async function similarity(files: readonly string[]): Promise<{ readonly ours: number[]; readonly default: number[] }> {
  const result = { ours: [] as number[], default: [] as number[] };
  for (const file of files) {
    const { width, height } = await sharp(file).metadata();
    const side = chooseLongSide(Math.max(width, height), recipe.previewMaxPx);
    const box = { width: side, height: side, fit: 'inside' } as const;
    const best = await sharp(file)
      .resize({ ...box, fastShrinkOnLoad: false })
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const quick = sharp(file)
      .resize({ ...box, kernel: 'linear' })
      .jpeg({ quality: recipe.previewQuality, optimiseCoding: false });
    const usual = sharp(file).resize(box).jpeg({ quality: recipe.previewQuality });
    const luma = async (jpeg: Buffer): Promise<Buffer> => sharp(jpeg).greyscale().raw().toBuffer();
    result.ours.push(ssim(best.data, await luma(await quick.toBuffer()), best.info));
    result.default.push(ssim(best.data, await luma(await usual.toBuffer()), best.info));
  }
  return result;
}

const BLOCK = 8;

/** Mean structural similarity of two grey pictures over 8 × 8 blocks. */
function ssim(a: Buffer, b: Buffer, { width, height }: { width: number; height: number }): number {
  let sum = 0;
  let blocks = 0;
  for (let top = 0; top + BLOCK <= height; top += BLOCK) {
    for (let left = 0; left + BLOCK <= width; left += BLOCK) {
      sum += blockSimilarity(a, b, { at: top * width + left, width });
      blocks++;
    }
  }
  return sum / blocks;
}

function blockSimilarity(a: Buffer, b: Buffer, block: { at: number; width: number }): number {
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
  for (let i = 0; i < BLOCK * BLOCK; i++) {
    const at = block.at + Math.floor(i / BLOCK) * block.width + (i % BLOCK);
    const [p, q] = [a[at] ?? 0, b[at] ?? 0];
    sumA += p;
    sumB += q;
    squareA += p * p;
    squareB += q * q;
    product += p * q;
  }
  const n = BLOCK * BLOCK;
  const [meanA, meanB] = [sumA / n, sumB / n];
  const [varianceA, varianceB] = [squareA / n - meanA ** 2, squareB / n - meanB ** 2];
  const covariance = product / n - meanA * meanB;
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  return (
    ((2 * meanA * meanB + c1) * (2 * covariance + c2)) / ((meanA ** 2 + meanB ** 2 + c1) * (varianceA + varianceB + c2))
  );
}
