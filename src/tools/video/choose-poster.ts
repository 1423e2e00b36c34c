/** Brightness of a picture: mean 0–255 and how much it varies (standard deviation). */
export interface Luma {
  readonly mean: number;
  readonly deviation: number;
}

/** A frame that was looked at. */
export interface Candidate {
  readonly atMs: number;
  readonly luma: Luma;
}

/** Below this variation people see one colour. */
const PLAIN_DEVIATION = 8;
/** Nearly black as a whole: accepted only with strong lights in it. */
const DARK_MEAN = 24;
const DARK_DEVIATION = 20;
/** Below this a frame may be of a fade from black: so many more are looked at for a brighter one. */
const DIM_MEAN = 48;
const LOOKS_AFTER_DIM = 3;

/** Times to try, best first: second 1 (0 if shorter), then further in, so that black openings and titles are passed. */
export function posterTimesMs(durationMs: number | undefined): readonly number[] {
  if (durationMs === undefined) return [1_000, 0, 5_000, 30_000];
  const first = durationMs > 1_000 ? 1_000 : 0;
  return [...new Set([first, ...[0.1, 0.25, 0.5, 0.75, 0.9].map((part) => Math.floor(durationMs * part)), 0])];
}

/** True when people see something in a picture of this brightness. */
export function isTelling({ mean, deviation }: Luma): boolean {
  return deviation >= PLAIN_DEVIATION && (mean >= DARK_MEAN || deviation >= DARK_DEVIATION);
}

/** Luma of rows of 8-bit brightness, `stride` bytes apart; every `step`-th pixel of every `step`-th row is read. */
export function measureLuma(
  bytes: Uint8Array,
  plane: { width: number; height: number; stride: number; step: number },
): Luma {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let y = 0; y < plane.height; y += plane.step) {
    for (let x = 0; x < plane.width; x += plane.step) {
      const value = bytes[y * plane.stride + x] ?? 0;
      count += 1;
      sum += value;
      squares += value * value;
    }
  }
  const mean = count === 0 ? 0 : sum / count;
  return { mean, deviation: count === 0 ? 0 : Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/**
 * The first telling frame of the times given that is not dim. When there is none, the brightest of the telling ones, or the
 * most varied one of those that could be read. `isOver()` ends the search. `look` gives undefined where no frame could be
 * read.
 */
export async function choosePoster<C extends Candidate>(
  timesMs: readonly number[],
  look: (atMs: number, index: number) => Promise<C | undefined>,
  isOver: () => boolean,
): Promise<{ readonly frame: C; readonly isPlain: boolean } | undefined> {
  let best: C | undefined;
  let dim: C | undefined;
  let looksLeft = timesMs.length;
  for (const [index, atMs] of timesMs.entries()) {
    if (looksLeft-- === 0 || (index > 0 && isOver())) break;
    const frame = await look(atMs, index);
    if (!frame) continue;
    if (!isTelling(frame.luma)) {
      if (!best || frame.luma.deviation > best.luma.deviation) best = frame;
      continue;
    }
    if (frame.luma.mean >= DIM_MEAN) return { frame, isPlain: false };
    if (!dim) looksLeft = LOOKS_AFTER_DIM;
    if (!dim || frame.luma.mean > dim.luma.mean) dim = frame;
  }
  if (dim) return { frame: dim, isPlain: false };
  return best && { frame: best, isPlain: true };
}
