import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { AppError } from '../../base/errors.ts';
import { greySquare } from '../phash/grey-square.ts';
import { phash64 } from '../phash/phash64.ts';
import type { PictureRecipe } from './picture-recipe.ts';
import { decodeSmall, type EncodedPicture } from './render-preview.ts';

/** Side of what the hashes are made from: an eighth of the grid picture, enough for their few frequencies. */
const HASHED_PX = 64;
/** Colours that lie closer than this are one colour. */
const BLANK_RANGE = 3;
/** Share of pixels at either end that do not count. */
const STRAY_SHARE = 0.005;

/** Everything that is made from the finished preview. */
export interface SmallPictures {
  readonly square: EncodedPicture;
  readonly grid: EncodedPicture;
  readonly thumbhash: Uint8Array;
  readonly phash64: string;
}

type Raw = Awaited<ReturnType<typeof decodeSmall>>;

/**
 * Square, grid, thumbhash and perceptual hash from the encoded preview, which proves that it decodes; square and
 * grid are decoded too. The preview is decoded once, at the smallest scale that is enough for both.
 * @throws picture_damaged when one of them does not decode · render_blank
 */
export async function renderSmall(
  preview: EncodedPicture,
  recipe: PictureRecipe,
  options: { refuseBlank: boolean },
): Promise<SmallPictures> {
  const pixels = await decodeSmall(preview.data, enoughFor(preview, recipe));
  const [square, grid] = await Promise.all([renderSquare(pixels, recipe), renderGrid(pixels, recipe)]);
  const [tiny] = await Promise.all([decodeSmall(grid.data, HASHED_PX), decodeSmall(square.data, HASHED_PX)]);
  if (options.refuseBlank && isBlank(tiny)) throw new AppError('render_blank', 'The picture is of one colour only');
  const thumbhash = rgbaToThumbHash(tiny.raw.width, tiny.raw.height, toRgba(tiny));
  return { square, grid, thumbhash, phash64: phash64(greySquare(tiny)) };
}

/** The smallest 1/2ⁿ of the preview that has the pixels for both. */
function enoughFor(preview: EncodedPicture, recipe: PictureRecipe): number {
  const long = Math.max(preview.widthPx, preview.heightPx);
  const short = Math.min(preview.widthPx, preview.heightPx);
  for (const shrink of [8, 4, 2]) {
    if (long / shrink >= recipe.gridPx && short / shrink >= recipe.squarePx) return Math.floor(long / shrink);
  }
  return long;
}

async function renderSquare(pixels: Raw, recipe: PictureRecipe): Promise<EncodedPicture> {
  const side = Math.min(recipe.squarePx, pixels.raw.width, pixels.raw.height);
  const { data } = await sharp(pixels.data, { raw: pixels.raw })
    .resize(side, side, { fit: 'cover', position: 'centre', kernel: 'linear' })
    .jpeg({ quality: recipe.squareQuality, optimiseCoding: false, chromaSubsampling: '4:2:0' })
    .toBuffer({ resolveWithObject: true });
  return { data, widthPx: side, heightPx: side };
}

async function renderGrid(pixels: Raw, recipe: PictureRecipe): Promise<EncodedPicture> {
  const { data, info } = await sharp(pixels.data, { raw: pixels.raw })
    .resize(recipe.gridPx, recipe.gridPx, { fit: 'inside', withoutEnlargement: true, kernel: 'linear' })
    .jpeg({ quality: recipe.gridQuality, optimiseCoding: false, chromaSubsampling: '4:2:0' })
    .toBuffer({ resolveWithObject: true });
  return { data, widthPx: info.width, heightPx: info.height };
}

/** Opaque RGBA of grey or RGB pixels. */
function toRgba({ data, raw }: Raw): Uint8Array {
  const rgba = new Uint8Array(raw.width * raw.height * 4).fill(255);
  for (let pixel = 0; pixel < raw.width * raw.height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[pixel * 4 + channel] = data[pixel * raw.channels + (raw.channels >= 3 ? channel : 0)] ?? 0;
    }
  }
  return rgba;
}

/** One colour but for a few stray pixels: decoders of cut RAW files leave some. */
function isBlank({ data, raw }: Raw): boolean {
  for (let channel = 0; channel < raw.channels; channel++) {
    const values = data.filter((_, i) => i % raw.channels === channel).sort();
    const low = values.at(Math.floor(values.length * STRAY_SHARE)) ?? 0;
    const high = values.at(-1 - Math.floor(values.length * STRAY_SHARE)) ?? 0;
    if (high - low > BLANK_RANGE) return false;
  }
  return true;
}
