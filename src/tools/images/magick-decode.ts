import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  ColorSpace,
  type IMagickImage,
  ImageMagick,
  initializeImageMagick,
  Magick,
  MagickFormat,
  MagickReadSettings,
  Orientation,
  ResourceLimits,
} from '@imagemagick/magick-wasm';
import { AppError } from '../../base/errors.ts';
import { readJxlHead } from '../head/jxl-head.ts';
import { type HdrEncoding, hdrEncodingOf } from './hdr-encoding.ts';
import { magickFormats } from './magick-formats.ts';

/** What is to be decoded into a lossless file for sharp. */
export interface MagickRequest {
  readonly path: string;
  /** Format id; never guessed from the bytes, so that no other coder can be reached. */
  readonly format: string;
  readonly toFile: string;
  readonly maxMegapixels: number;
  /** Refuses files that cannot hold what they are rendered to; 0 for compressed formats. */
  readonly minBitsPerPixel: number;
}

/** What was decoded; the size is that of the first picture, before the orientation its head still asks for. */
export interface MagickDecoded {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly tool: string;
  /** Set where the numbers stand for light beyond white: nothing in the TIFF says so. */
  readonly hdr: HdrEncoding | undefined;
}

const SIDE_PX_MAX = 65_500n;
/** Of a JPEG XL all frames are decoded, though only the first is asked for: 125 of 1920 × 1080 take 40 s and 1.1 GB. */
const FRAMES_MAX = 1_000n;
const HEAD_BYTES = 128 * 1024;
let ready: Promise<void> | undefined;

async function prepare(maxMegapixels: number): Promise<void> {
  ready ??= initializeImageMagick(
    readFileSync(createRequire(import.meta.url).resolve('@imagemagick/magick-wasm/magick.wasm')),
  );
  await ready;
  ResourceLimits.width = SIDE_PX_MAX;
  ResourceLimits.height = SIDE_PX_MAX;
  ResourceLimits.area = BigInt(maxMegapixels) * 1_000_000n;
  ResourceLimits.listLength = FRAMES_MAX;
}

/**
 * Decodes the first picture of a file into an uncompressed TIFF with its colour profile. What libheif, libjxl and
 * the others have turned upright is not marked as turned again; what they left as stored keeps its mark.
 * @throws picture_unsupported · picture_damaged · picture_empty · too_many_pixels
 */
export async function magickDecode(request: MagickRequest): Promise<MagickDecoded> {
  const format = magickFormats[request.format];
  if (format === undefined) throw new AppError('picture_unsupported', `No decoder for ${request.format}`);
  await prepare(request.maxMegapixels);
  const settings = new MagickReadSettings({ format, frameIndex: 0, frameCount: 1 });
  try {
    const bytes = readFileSync(request.path);
    return ImageMagick.read(bytes, settings, (image) => {
      if (image.width * image.height > request.maxMegapixels * 1e6) {
        throw new AppError('too_many_pixels', `The picture has ${image.width} × ${image.height} pixels`);
      }
      if ((bytes.length * 8) / (image.width * image.height) < request.minBitsPerPixel) {
        throw new AppError(
          'picture_empty',
          `${bytes.length} bytes cannot hold ${image.width} × ${image.height} pixels`,
        );
      }
      const hdr = hdrEncodingOf(bytes);
      if (OTHER_SPACES.has(image.colorSpace)) toSrgb(image);
      if (request.format === 'jxl') image.orientation = orientationOfJxl(bytes) ?? image.orientation;
      image.depth = hdr ? 16 : 8;
      image.write(MagickFormat.Tiff, (data) => writeFileSync(request.toFile, data, { flag: 'wx' }));
      return { widthPx: image.width, heightPx: image.height, tool: toolName(), hdr };
    });
  } catch (error) {
    throw fromMagick(error);
  }
}

/** Of a JPEG XL its codestream alone says how it is turned; ImageMagick goes by its EXIF, which nobody else does. */
function orientationOfJxl(bytes: Uint8Array): Orientation | undefined {
  const { orientation } = readJxlHead(bytes.subarray(0, HEAD_BYTES));
  return Object.values(Orientation).find((known) => known === orientation);
}

/** What is brought into sRGB here, because its profile does not tell how the numbers stand for colours. */
const OTHER_SPACES: ReadonlySet<ColorSpace> = new Set([
  // Of eight bits, which libvips does not read.
  ColorSpace.Lab,
  // Linear light: what libjxl makes of colours it cannot give in the profile they came with, which is still there.
  ColorSpace.RGB,
  ColorSpace.LinearGray,
]);

function toSrgb(image: IMagickImage): void {
  image.colorSpace = ColorSpace.sRGB;
  image.removeProfile('icc');
}

function toolName(): string {
  return /^ImageMagick [\d.-]+/.exec(Magick.imageMagickVersion)?.[0] ?? 'ImageMagick';
}

/** A trap of the WebAssembly itself leaves it unusable: the process has to go, and the pool starts another. */
function fromMagick(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof Error && error.name === 'RuntimeError') process.exit(70);
  const message = error instanceof Error ? withoutPlace(error.message) : '';
  if (/(width|height) or (height|width) exceeds limit|cache resources exhausted/i.test(message)) {
    return new AppError('too_many_pixels', message);
  }
  if (/NoDecodeDelegate/i.test(message)) return new AppError('picture_unsupported', message);
  return new AppError('picture_damaged', message || 'The picture cannot be decoded');
}

/** ImageMagick adds its own temp file and the line of its source; neither tells a reader anything. */
function withoutPlace(message: string): string {
  return message
    .replace(/\s*`[^']*'(?: @ .*)?/s, '')
    .trim()
    .slice(0, 300);
}
