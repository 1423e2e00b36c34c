import { readFile } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { AppError } from '../../base/errors.ts';
import { firstGifFrame } from './first-gif-frame.ts';
import { frameSvg } from './frame-svg.ts';
import type { HdrEncoding } from './hdr-encoding.ts';
import { isSrgbProfile } from './is-srgb-profile.ts';
import type { PictureHead, PictureSource } from './picture-request.ts';
import { readHdrEncoding } from './read-hdr-encoding.ts';
import { readTiffTags, TIFF_TAG } from './read-tiff-tags.ts';
import { fromSharp } from './sharp-error.ts';
import { readSvg } from './svg-text.ts';

/** What libvips may be asked to read here; everything else goes another way. */
const READ_HERE: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif']);
/** Formats whose pages are the pictures of an animation. */
const ANIMATED: ReadonlySet<string> = new Set(['gif', 'webp', 'avif']);
/** Formats whose head may name light beyond white. */
const HDR_FORMATS: ReadonlySet<string> = new Set(['heif', 'avif', 'png']);

/** Channels of colour, where they are not three. */
const COLOURS: Readonly<Record<string, number | undefined>> = { 'b-w': 1, grey16: 1, cmyk: 4 };

/** Of a TIFF: brightness and two differences for each pixel, and the compressions that make colours of them. */
const YCBCR = 6;
const JPEGS: ReadonlySet<number> = new Set([6, 7]);

/** A source whose head was read and found acceptable. */
export interface OpenedSource {
  /** A new pipeline over it, upright and in sRGB. `failOn` as in sharp. */
  decode(failOn: 'warning' | 'none'): Sharp;
  readonly head: PictureHead;
  /** After orientation. */
  readonly uprightWidthPx: number;
  readonly uprightHeightPx: number;
  readonly frames: number;
  readonly hasAlpha: boolean;
  /** Stored selections and spot colours come after the transparency, or in its place. */
  readonly hasMoreChannels: boolean;
  /** Set for light beyond white; its profile is then left alone. */
  readonly hdr: HdrEncoding | undefined;
  /** Rough memory to decode it, as megapixels: JPEG is decoded in strips at the size that is needed. */
  readonly weight: number;
}

/**
 * Reads the head of a source and checks it against the limit, before anything is decoded.
 * @throws picture_empty · picture_unsupported · picture_damaged · too_many_pixels
 */
export async function openSource(source: PictureSource, maxMegapixels: number): Promise<OpenedSource> {
  const isSvg = source.is === 'svg';
  // libvips takes `[…]` at the end of a path for options of its own.
  const input = isSvg
    ? await frameSvg(await readSvg(source.path))
    : source.path.endsWith(']')
      ? await readFile(source.path)
      : source.path;
  const meta = await readMeta(input, isSvg);
  const tags = meta.format === 'tiff' ? await readTiffTags(input) : new Map<number, number>();
  if (isMisread(meta, tags)) throw new AppError('picture_unsupported', `Not read here: ${meta.space} of ${meta.depth}`);
  const megapixels = (meta.width * meta.height) / 1e6;
  if (!isSvg && megapixels > maxMegapixels) {
    throw new AppError('too_many_pixels', `The picture claims ${meta.width} × ${meta.height} pixels`, {
      details: { widthPx: meta.width, heightPx: meta.height, maxMegapixels },
    });
  }
  const hdr = source.hdr ?? (HDR_FORMATS.has(meta.format) ? await readHdrEncoding(input) : undefined);
  const orientation = source.orientation ?? meta.orientation ?? 1;
  const isTurned = orientation >= 5 && orientation <= 8;
  const options: SharpOptions = {
    limitInputPixels: isSvg ? false : maxMegapixels * 1e6,
    ignoreIcc: hdr !== undefined || (meta.icc !== undefined && isSrgbProfile(meta.icc)),
    sequentialRead: true,
  };
  const mayBePart = meta.format === 'gif' && !meta.hasAlpha;
  // What is wrong with it is told when its picture is made.
  const first = mayBePart ? await firstGifFrame(input, options).catch(() => undefined) : undefined;
  // Colours of 16 bits with a profile are worked on in P3, and would be left in it.
  const isLeftInP3 = meta.space === 'rgb16' && meta.icc !== undefined && options.ignoreIcc !== true;
  return {
    decode(failOn) {
      const pipeline = upright(sharp(first ?? input, { ...options, failOn }), source.orientation);
      return isLeftInP3 ? pipeline.withIccProfile('srgb', { attach: false }) : pipeline;
    },
    head: { format: meta.format, widthPx: meta.width, heightPx: meta.height, orientation },
    uprightWidthPx: isTurned ? meta.height : meta.width,
    uprightHeightPx: isTurned ? meta.width : meta.height,
    frames: ANIMATED.has(meta.format) && meta.delay !== undefined ? (meta.pages ?? 1) : 1,
    hasAlpha: meta.hasAlpha || first !== undefined,
    hasMoreChannels: hasMoreChannels(meta, tags),
    hdr,
    weight: meta.format === 'jpeg' && !meta.isProgressive ? megapixels / 4 : megapixels,
  };
}

async function readMeta(input: string | Uint8Array, isSvg: boolean): Promise<Metadata> {
  let meta: Metadata;
  try {
    meta = await sharp(input, { limitInputPixels: false, failOn: 'none' }).metadata();
  } catch (error) {
    if (isSvg && error instanceof Error && error.message.includes('bad dimensions'))
      throw new AppError('picture_empty', 'The drawing has no size, or nothing in it');
    throw fromSharp(error);
  }
  if (isSvg !== (meta.format === 'svg') || (!isSvg && !READ_HERE.has(meta.format))) {
    throw new AppError('picture_unsupported', `Not read here: ${meta.format}`, { details: { format: meta.format } });
  }
  if (meta.width < 1 || meta.height < 1) throw new AppError('picture_empty', 'The picture has no pixels');
  return meta;
}

function hasMoreChannels({ format, space, channels }: Metadata, tags: ReadonlyMap<number, number>): boolean {
  const colours = COLOURS[space] ?? 3;
  const isUnspecified = format === 'tiff' && tags.get(TIFF_TAG.extraSamples) === 0;
  return channels > colours + 1 || (channels === colours + 1 && isUnspecified);
}

/** What libvips shows black or in wrong colours, and ImageMagick does not. */
function isMisread({ space, channels, depth, icc }: Metadata, tags: ReadonlyMap<number, number>): boolean {
  const isWholeOf32 = depth === 'uint' || depth === 'int';
  const isLabWithAlpha = space === 'labs' && channels > 3;
  const isGreyInFractions = space === 'b-w' && (depth === 'float' || depth === 'double');
  // sharp passes over the profile of grey of 16 bits.
  const isProfiledGrey16 = space === 'grey16' && icc !== undefined;
  const isPlainYcbcr = tags.get(TIFF_TAG.photometric) === YCBCR && !JPEGS.has(tags.get(TIFF_TAG.compression) ?? 0);
  return isWholeOf32 || isLabWithAlpha || isGreyInFractions || isProfiledGrey16 || isPlainYcbcr;
}

/** Turns it as EXIF orientations 1–8 ask; without a number by the file's own. Mirroring comes before turning in libvips. */
function upright(pipeline: Sharp, orientation: number | undefined): Sharp {
  switch (orientation) {
    case undefined:
      return pipeline.autoOrient();
    case 2:
      return pipeline.flop();
    case 3:
      return pipeline.rotate(180);
    case 4:
      return pipeline.flip();
    case 5:
      return pipeline.flop().rotate(270);
    case 6:
      return pipeline.rotate(90);
    case 7:
      return pipeline.flop().rotate(90);
    case 8:
      return pipeline.rotate(270);
    default:
      return pipeline;
  }
}
