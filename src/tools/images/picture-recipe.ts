/** The three stored pictures of an asset. */
export type PictureKind = 'preview' | 'square' | 'grid';

/** Settings the pictures are made by. Sizes in pixels, JPEG qualities 1–100. */
export interface PictureRecipe {
  /** Longest side of the preview. */
  readonly previewMaxPx: number;
  readonly previewQuality: number;
  /** Longest side of the grid thumbnail. */
  readonly gridPx: number;
  readonly gridQuality: number;
  /** Side of the square thumbnail. */
  readonly squarePx: number;
  readonly squareQuality: number;
  /** Pictures that claim more are refused before they are decoded. */
  readonly maxMegapixels: number;
}

/** What a library is made with unless its config says otherwise. */
export const defaultPictureRecipe: PictureRecipe = {
  previewMaxPx: 2048,
  previewQuality: 85,
  gridPx: 512,
  gridQuality: 80,
  squarePx: 400,
  squareQuality: 80,
  maxMegapixels: 268,
};
