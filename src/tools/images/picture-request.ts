import type { HdrEncoding } from './hdr-encoding.ts';
import type { PictureKind, PictureRecipe } from './picture-recipe.ts';

/** Where the pixels come from. `svg`: text that is rendered; `preview`: a finished preview, only the small ones are made. */
export interface PictureSource {
  readonly path: string;
  readonly is: 'picture' | 'svg' | 'preview';
  /** EXIF orientation 1–8 to apply instead of the file's own. */
  readonly orientation?: number | undefined;
  /** For rendered RAW: one colour only is refused with `render_blank`, a file too small for its pixels with `picture_empty`. */
  readonly refuseBlank?: boolean | undefined;
  /** How its light beyond white is written, where the file itself does not say so any more. */
  readonly hdr?: HdrEncoding | undefined;
}

/** One request to the media child; the files are new names the child may write. */
export interface PictureRequest {
  readonly source: PictureSource;
  readonly recipe: PictureRecipe;
  readonly files: Readonly<Record<PictureKind, string>>;
}

/** One picture that was written and decodes; the blob store syncs it. */
export interface MadePicture {
  readonly file: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bytes: number;
}

/** One thing that was done, in order. */
export interface PictureStep {
  readonly method: string;
  readonly ok: boolean;
  readonly code?: string | undefined;
  readonly detail?: string | undefined;
  readonly durationUs: number;
  readonly bytes?: number | undefined;
  readonly widthPx?: number | undefined;
  readonly heightPx?: number | undefined;
  readonly tool: string;
}

/** What the media child made. */
export interface MadePictures {
  /** Absent when only the small ones were asked for. */
  readonly preview: MadePicture | undefined;
  readonly square: MadePicture;
  readonly grid: MadePicture;
  readonly thumbhash: Uint8Array;
  readonly phash64: string;
  /** Upright size of the source. */
  readonly sourceWidthPx: number;
  readonly sourceHeightPx: number;
  /** Pictures in an animation; 1 for a still. */
  readonly frames: number;
  /** The decoder complained, and was asked to show what it can; `warning` says whether that harms the picture. */
  readonly isMended: boolean;
  /** `picture_damaged` when not all of it could be decoded. */
  readonly warning: string | undefined;
  readonly steps: readonly PictureStep[];
}

/** What the head of a picture says. Sizes as stored; `orientation` 1–8. */
export interface PictureHead {
  readonly format: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly orientation: number;
}
