import type { Format } from '../../formats/format.ts';
import { readExifHead } from './exif-head.ts';
import { type HeadFacts, noHeadFacts } from './head-facts.ts';
import { readCr3Head, readHeifHead, readMovieHead } from './iso-head.ts';
import { readJpegHead } from './jpeg-head.ts';
import { readJxlHead } from './jxl-head.ts';
import { readBmpHead, readGifHead, readJp2Head, readPsdHead } from './plain-heads.ts';
import { readPngHead } from './png-head.ts';
import { readAviHead, readWebpHead } from './riff-head.ts';
import { readXmpHead } from './xmp-head.ts';

type Reader = (head: Uint8Array) => Partial<HeadFacts>;

const fromStart: Reader = (head) => readExifHead(head, 0);
/** RAF begins with a header that says where its JPEG lies. */
const fromRaf: Reader = (head) =>
  head.length < 100
    ? {}
    : readJpegHead(head, new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(84));

/** By format id; TIFF-based RAW needs no line. */
const READERS: Readonly<Record<string, Reader>> = {
  jpeg: (head) => readJpegHead(head),
  png: readPngHead,
  webp: readWebpHead,
  gif: readGifHead,
  bmp: readBmpHead,
  psd: readPsdHead,
  jp2: readJp2Head,
  jxl: readJxlHead,
  heic: readHeifHead,
  avif: readHeifHead,
  avis: readHeifHead,
  cr3: readCr3Head,
  raf: fromRaf,
  tiff: fromStart,
  mp4: readMovieHead,
  mov: readMovieHead,
  '3gp': readMovieHead,
  avi: readAviHead,
};
/** The picture's own rotation is already in their sizes. */
const UPRIGHT_SIZES: ReadonlySet<string> = new Set(['heic', 'avif', 'avis', 'mp4', 'mov', '3gp']);
const MAX_EDGE = 1_000_000;

/**
 * What the first bytes of a file (128 KiB) tell. Pure, bounded, never throws: damaged bytes yield fewer facts.
 * Preliminary: the full reading of all tags replaces every one of them.
 */
export function readHead(head: Uint8Array, format: Format): HeadFacts {
  const reader = READERS[format.id] ?? (format.isRaw ? fromStart : undefined);
  if (!reader) return noHeadFacts;
  try {
    const facts = { ...noHeadFacts, ...reader(head) };
    return { ...facts, ...upright(facts, format), ...fromXmp(facts, head) };
  } catch (error) {
    // A view read past its end: the file is cut or lies about its sizes.
    if (error instanceof RangeError) return noHeadFacts;
    throw error;
  }
}

/** XMP is asked where EXIF has no time, or only that of the last change. */
function fromXmp(facts: HeadFacts, head: Uint8Array): Partial<HeadFacts> {
  const needsTime = facts.local === null || facts.tag === 'IFD0:ModifyDate';
  if (!needsTime && facts.rating !== null) return {};
  const xmp = readXmpHead(head);
  if (!xmp) return {};
  const { rating, times, ...time } = xmp;
  return {
    ...(needsTime && time.local !== null ? time : {}),
    times: { ...facts.times, ...times },
    rating: facts.rating ?? rating,
  };
}

function upright(
  { widthPx, heightPx, orientation }: HeadFacts,
  format: Format,
): Pick<HeadFacts, 'widthPx' | 'heightPx'> {
  const isPossible =
    widthPx !== null && heightPx !== null && widthPx > 0 && heightPx > 0 && Math.max(widthPx, heightPx) <= MAX_EDGE;
  if (!isPossible) return { widthPx: null, heightPx: null };
  const isTurned = orientation !== null && orientation >= 5 && !UPRIGHT_SIZES.has(format.id);
  return isTurned ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx };
}
