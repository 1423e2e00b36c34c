import { wallClockAt } from '../../base/wall-clock.ts';
import { readExifHead } from './exif-head.ts';
import type { HeadFacts } from './head-facts.ts';
import { movieCreatedMs } from './movie-times.ts';

const bufferOf = (head: Uint8Array): Buffer => Buffer.from(head.buffer, head.byteOffset, head.byteLength);
const MAX_HITS = 64;

/** Size (upright by its own rotation) and EXIF of HEIC and AVIF: the largest picture named in the property list. */
export function readHeifHead(head: Uint8Array): Partial<HeadFacts> {
  const buffer = bufferOf(head);
  let best = { widthPx: 0, heightPx: 0 };
  for (const at of positions(buffer, 'ispe')) {
    if (at + 16 > head.length) break;
    const size = { widthPx: buffer.readUInt32BE(at + 8), heightPx: buffer.readUInt32BE(at + 12) };
    if (size.widthPx * size.heightPx > best.widthPx * best.heightPx) best = size;
  }
  const [rotation] = positions(buffer, 'irot');
  const isTurned = rotation !== undefined && ((head[rotation + 4] ?? 0) & 1) === 1;
  const size = isTurned ? { widthPx: best.heightPx, heightPx: best.widthPx } : best;
  return { ...readBoxedExif(head), ...(size.widthPx > 0 ? size : {}) };
}

/** EXIF anywhere in the first bytes: the first TIFF header whose folder names a camera or a time. */
export function readBoxedExif(head: Uint8Array): Partial<HeadFacts> {
  const buffer = bufferOf(head);
  for (const mark of ['II*\0', 'MM\0*']) {
    for (const at of positions(buffer, mark).slice(0, 4)) {
      const { widthPx: _w, heightPx: _h, ...exif } = readExifHead(head, at);
      if (exif.make || exif.local) return exif;
    }
  }
  return {};
}

/** EXIF of a Canon CR3: its folders stand in boxes of their own. */
export function readCr3Head(head: Uint8Array): Partial<HeadFacts> {
  const buffer = bufferOf(head);
  const folder = (box: string): Partial<HeadFacts> => {
    const at = buffer.indexOf(box);
    return at > 0 ? readExifHead(head, at + 4) : {};
  };
  const { local = null, offsetMin = null, tag = null, times = {} } = folder('CMT2');
  return { ...folder('CMT1'), local, offsetMin, tag, times, embedded: null };
}

/** Size and creation time of an MP4 or MOV whose header stands at its beginning. */
export function readMovieHead(head: Uint8Array): Partial<HeadFacts> {
  const buffer = bufferOf(head);
  const facts: { -readonly [K in keyof HeadFacts]?: HeadFacts[K] } = {};
  const createdMs = movieCreatedMs(buffer);
  if (createdMs !== undefined)
    Object.assign(facts, { local: wallClockAt(createdMs), offsetMin: 0, tag: 'QuickTime:CreateDate' });
  for (const at of positions(buffer, 'tkhd')) {
    const size = trackSize(buffer, at);
    if (size) return { ...facts, ...size };
  }
  return facts;
}

/** Fixed-point sizes stand behind the matrix, whose second number is not zero when the track lies on its side. */
function trackSize(buffer: Buffer, at: number): { widthPx: number; heightPx: number } | undefined {
  const matrix = at + (buffer[at + 4] === 1 ? 56 : 44);
  if (matrix + 44 > buffer.length) return undefined;
  const width = buffer.readUInt32BE(matrix + 36) / 65_536;
  const height = buffer.readUInt32BE(matrix + 40) / 65_536;
  if (width < 1 || height < 1) return undefined;
  const isTurned = buffer.readInt32BE(matrix) === 0 && buffer.readInt32BE(matrix + 4) !== 0;
  const [widthPx, heightPx] = (isTurned ? [height, width] : [width, height]).map(Math.round);
  return { widthPx: widthPx ?? 0, heightPx: heightPx ?? 0 };
}

function positions(buffer: Buffer, text: string): readonly number[] {
  const found: number[] = [];
  for (let at = buffer.indexOf(text); at !== -1 && found.length < MAX_HITS; at = buffer.indexOf(text, at + 1))
    found.push(at);
  return found;
}
