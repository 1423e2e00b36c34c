/** A size this close below the wanted one is taken when the decoder can give it without a resize. */
const CLOSE_ENOUGH = 0.95;
const SHRINKS = [1, 2, 4, 8];

/**
 * The longest side to ask the decoder for, never more than `maxPx` or than the source has. JPEG decoders give
 * 1/2, 1/4 and 1/8 for less than the whole: 4000 px are asked for as 2000, not as 2048, and need no resize at all.
 */
export function chooseLongSide(sourcePx: number, maxPx: number): number {
  if (sourcePx <= maxPx) return sourcePx;
  const exact = SHRINKS.map((shrink) => Math.floor(sourcePx / shrink)).find(
    (px) => px <= maxPx && px >= maxPx * CLOSE_ENOUGH,
  );
  return exact ?? maxPx;
}
