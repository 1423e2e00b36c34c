import { PHASH_SIDE_PX } from './phash64.ts';

/** Pixels of 8 bits a channel, rows from the top, no padding. */
export interface RawPixels {
  readonly data: Uint8Array;
  readonly raw: { readonly width: number; readonly height: number; readonly channels: number };
}

/** Luma weights of ITU-R BT.601, as JPEG has them. */
const RED = 0.299;
const GREEN = 0.587;
const BLUE = 0.114;

/**
 * The 32 × 32 grey picture that `phash64` reads: every cell is the mean of the area it covers, whatever the sides
 * are. On pictures of 64 pixels this is 60 × cheaper than a pipeline of the picture library.
 */
export function greySquare({ data, raw }: RawPixels): Uint8Array {
  const { width, height, channels } = raw;
  const luma = new Float64Array(width * height);
  for (let i = 0; i < luma.length; i++) {
    const at = i * channels;
    const first = data[at] ?? 0;
    luma[i] = channels < 3 ? first : RED * first + GREEN * (data[at + 1] ?? 0) + BLUE * (data[at + 2] ?? 0);
  }
  const columns = shares(width);
  const rows = shares(height);
  const square = new Uint8Array(PHASH_SIDE_PX ** 2);
  for (const [y, down] of rows.entries()) {
    for (const [x, across] of columns.entries()) {
      let sum = 0;
      for (const [row, high] of down)
        for (const [column, wide] of across) sum += (luma[row * width + column] ?? 0) * high * wide;
      square[y * PHASH_SIDE_PX + x] = Math.round(sum);
    }
  }
  return square;
}

/** Which of `length` pixels each of the 32 cells covers, and with which share of the cell. */
function shares(length: number): readonly (readonly (readonly [index: number, share: number])[])[] {
  const step = length / PHASH_SIDE_PX;
  return Array.from({ length: PHASH_SIDE_PX }, (_, cell) => {
    const [from, to] = [cell * step, (cell + 1) * step];
    const covered: [number, number][] = [];
    for (let index = Math.floor(from); index < Math.min(length, Math.ceil(to - 1e-9)); index++)
      covered.push([index, (Math.min(index + 1, to) - Math.max(index, from)) / step]);
    return covered;
  });
}
