import type { AssetFacts } from '../../contract/asset-facts.ts';
import type { FactInput } from './fact-input.ts';
import { type TagBook, tagBook } from './tag-book.ts';

type Dimensions = Pick<AssetFacts, 'widthPx' | 'heightPx' | 'orientation' | 'frames'>;

/** What a column holds on every database. */
const MAX_INTEGER = 2_147_483_647;
/** Formats that carry a rotation of their own; EXIF's is a copy of it, or nothing to their decoders. */
const OWN_ROTATION: ReadonlySet<string> = new Set(['heic', 'avif', 'avis']);
/** Formats whose decoders know of no rotation. */
const NO_ROTATION: ReadonlySet<string> = new Set(['jp2']);
/** Formats that carry a rotation which no tag tells, only their head. */
const UNTOLD_ROTATION: ReadonlySet<string> = new Set(['jxl']);

/** Size as seen, after orientation, and what the file says of its orientation and frames. */
export function dimensions(input: FactInput): Dimensions {
  const book = tagBook(input.tags);
  const orientation = orientationOf(book);
  const probed = input.video;
  const stored =
    probed?.widthPx && probed.heightPx ? { width: probed.widthPx, height: probed.heightPx } : storedSize(book, input);
  const isTold = !UNTOLD_ROTATION.has(input.format.id);
  const isTurned = isTold ? !probed?.widthPx && isOnItsSide(book, input, orientation) : isTurnedByHead(stored, input);
  const [widthPx, heightPx] = isTurned ? [stored?.height, stored?.width] : [stored?.width, stored?.height];
  const frames = book.number('GIF:FrameCount', 'PNG:AnimationFrames', 'RIFF:FrameCount', 'MetaImageCount')?.value;
  return {
    widthPx: widthPx ?? null,
    heightPx: heightPx ?? null,
    orientation,
    frames: frames !== undefined && Number.isInteger(frames) && frames > 0 && frames <= MAX_INTEGER ? frames : null,
  };
}

function orientationOf(book: TagBook): number | null {
  const { tag, value: found } = book.number('IFD0:Orientation', 'Orientation', 'XMP-tiff:Orientation') ?? {};
  // No decoder turns a picture by XMP: programs write it beside EXIF's, or leave it behind when they turn the pixels.
  if (tag?.startsWith('XMP') && found !== 1) return null;
  return found !== undefined && Number.isInteger(found) && found >= 1 && found <= 8 ? found : null;
}

function isOnItsSide(book: TagBook, { format }: FactInput, orientation: number | null): boolean {
  if (format.kind === 'video') return Math.abs(book.number('Composite:Rotation')?.value ?? 0) % 180 === 90;
  // `irot` counts quarter turns.
  if (OWN_ROTATION.has(format.id)) return Math.abs(book.number('QuickTime:Rotation')?.value ?? 0) % 2 === 1;
  if (NO_ROTATION.has(format.id)) return false;
  if (format.id === 'x3f') return Math.abs(book.number('SigmaRaw:Rotation')?.value ?? 0) % 180 === 90;
  return orientation !== null && orientation >= 5;
}

const isTurnedByHead = (stored: { width: number; height: number } | undefined, { seen }: FactInput): boolean =>
  stored !== undefined && seen?.widthPx === stored.height && seen.heightPx === stored.width;

function storedSize(book: TagBook, { format }: FactInput): { width: number; height: number } | undefined {
  const pairs: (readonly [string, string])[] = [
    ['File:ImageWidth', 'File:ImageHeight'],
    ['PNG:ImageWidth', 'PNG:ImageHeight'],
    ['RIFF:ImageWidth', 'RIFF:ImageHeight'],
    ['ExifIFD:ExifImageWidth', 'ExifIFD:ExifImageHeight'],
    ['ImageWidth', 'ImageHeight'],
  ];
  // A RAW's own pixels stand in EXIF; its folders and its embedded JPEG have other sizes.
  const composite = book.text('Composite:ImageSize')?.value.split(' ').map(Number) ?? [];
  const sizes = [
    ...(format.isRaw || format.kind === 'video' ? [composite] : []),
    // In a TIFF the first folder is the picture; elsewhere it is a remark that may be stale.
    ...(format.id === 'tiff' ? [[pixels(book, 'IFD0:ImageWidth'), pixels(book, 'IFD0:ImageHeight')]] : []),
    ...pairs.map(([width, height]) => [pixels(book, width), pixels(book, height)]),
    composite,
  ];
  for (const [width, height] of sizes) {
    if (isSide(width) && isSide(height)) return { width, height };
  }
  return undefined;
}

/** SVG may write `4in`, which is no number of pixels. */
function pixels(book: TagBook, name: string): number | undefined {
  const text = book.text(name)?.value;
  return text !== undefined && /^\d+(?:\.\d+)?(?:px)?$/.test(text) ? Math.round(Number.parseFloat(text)) : undefined;
}

const isSide = (value: number | undefined): value is number =>
  value !== undefined && Number.isFinite(value) && value >= 1 && value <= MAX_INTEGER;
