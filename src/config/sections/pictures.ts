import { z } from 'zod';
import { hot, restart } from './reload.ts';

const preview = z.strictObject({
  maxPx: z.int().min(512).max(8_192).default(2_048).describe('Longest side of previews, pixels').meta(hot),
  quality: z.int().min(80).max(95).default(85).describe('JPEG quality of previews').meta(hot),
});

const square = z.strictObject({
  px: z.int().min(64).max(1_024).default(400).describe('Side of square thumbnails, pixels').meta(hot),
  quality: z.int().min(40).max(95).default(80).describe('JPEG quality of square thumbnails').meta(hot),
});

const grid = z.strictObject({
  px: z.int().min(128).max(2_048).default(512).describe('Longest side of grid thumbnails, pixels').meta(hot),
  quality: z.int().min(40).max(95).default(80).describe('JPEG quality of grid thumbnails').meta(hot),
});

/** Settings of previews and thumbnails. A change rebuilds only what it affects. */
export const pictures = z.strictObject({
  preview: preview.prefault({}),
  square: square.prefault({}),
  grid: grid.prefault({}),
  embeddedMinPx: z
    .int()
    .min(100)
    .max(8_192)
    .default(800)
    .describe('An embedded preview of a raw file with a shorter longest side is not good enough, pixels')
    .meta(hot),
  pixelLimitMp: z
    .number()
    .min(1)
    .max(4_000)
    .default(250)
    .describe('Larger pictures are not decoded, megapixels')
    .meta(restart),
  concurrency: z
    .int()
    .min(0)
    .max(64)
    .default(0)
    .describe('Pictures decoded at once; 0: one more than there are cores, as far as memory allows')
    .meta(restart),
});
