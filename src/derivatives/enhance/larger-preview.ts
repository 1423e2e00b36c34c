import { chooseLongSide } from '../../tools/images/choose-size.ts';

/** How much larger each wish makes the preview. */
const STEP = 1.25;
/** Longest side of the largest preview, pixels. */
export const ENHANCED_MAX_PX = 4096;

/** Upright, pixels. */
export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Longest side, pixels. */
export const longestOf = ({ widthPx, heightPx }: PictureSize): number => Math.max(widthPx, heightPx);

/**
 * The next larger preview: 1.25 times the present one, but never more than the original has, nor than 4096 pixels.
 * Undefined where nothing is to gain. `source`: size of the original, undefined while it is unknown.
 */
export function largerPreview(
  present: PictureSize,
  source: PictureSize | undefined,
): (PictureSize & { readonly longestPx: number }) | undefined {
  const presentPx = longestOf(present);
  const wantedPx = Math.min(Math.round(presentPx * STEP), ENHANCED_MAX_PX);
  const longestPx = source ? chooseLongSide(longestOf(source), wantedPx) : wantedPx;
  if (longestPx <= presentPx) return undefined;
  const scaled = (px: number): number => Math.max(1, Math.round((px * longestPx) / presentPx));
  return { longestPx, widthPx: scaled(present.widthPx), heightPx: scaled(present.heightPx) };
}
