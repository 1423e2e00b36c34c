/**
 * How a picture's numbers stand for light beyond white: without tone mapping it would come out flat or dark. `sdr`: for
 * ordinary light in colours of a wider gamut that no profile tells; it would come out pale.
 */
export interface HdrEncoding {
  readonly transfer: 'pq' | 'hlg' | 'sdr';
  readonly primaries: 'bt709' | 'p3' | 'bt2020';
}

/** Code points of ITU-T H.273 that mean light beyond white. */
const TRANSFERS: Readonly<Record<number, HdrEncoding['transfer'] | undefined>> = { 16: 'pq', 18: 'hlg' };
/** Code points of ordinary curves that screens show alike: BT.709, 601, 2020 and sRGB. */
const SDR_TRANSFERS: ReadonlySet<number> = new Set([1, 6, 13, 14, 15]);
const PRIMARIES: Readonly<Record<number, HdrEncoding['primaries'] | undefined>> = { 9: 'bt2020', 11: 'p3', 12: 'p3' };
/** Bytes looked at: properties of HEIF files and the chunk of PNG stand at the beginning. */
export const HDR_HEAD_BYTES = 65_536;
const MAX_BOXES = 4_096;

/**
 * The encoding as the head of a file names it: the colour box (`nclx`) of the main picture of HEIF and AVIF, or the
 * `cICP` chunk of PNG. Undefined for everything that is in sRGB or has a profile and is meant for ordinary screens – also
 * for a picture with a gain map, unless its own pixels are beyond white – and for formats whose profile says it (JPEG XL).
 */
export function hdrEncodingOf(head: Uint8Array): HdrEncoding | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, HDR_HEAD_BYTES));
  try {
    if (bytes.indexOf('ftyp') === 4) return ofHeif(bytes);
    const chunk = bytes.indexOf('PNG') === 1 ? bytes.indexOf('cICP') : -1;
    return chunk === -1 ? undefined : encoding(bytes.readUInt8(chunk + 4), bytes.readUInt8(chunk + 5));
  } catch (error) {
    if (error instanceof RangeError) return undefined; // Cut, or it lies about its sizes.
    throw error;
  }
}

function encoding(primaries: number, transfer: number): HdrEncoding | undefined {
  const known = TRANSFERS[transfer];
  if (known) return { transfer: known, primaries: PRIMARIES[primaries] ?? 'bt709' };
  const wide = PRIMARIES[primaries];
  return wide && SDR_TRANSFERS.has(transfer) ? { transfer: 'sdr', primaries: wide } : undefined;
}

interface Box {
  readonly type: string;
  readonly from: number;
  readonly to: number;
}

function ofHeif(bytes: Buffer): HdrEncoding | undefined {
  const meta = child(bytes, { type: '', from: 0, to: bytes.length }, 'meta');
  const inside = meta && { ...meta, from: meta.from + 4 };
  const main = inside && child(bytes, inside, 'pitm');
  const properties = inside && child(bytes, inside, 'iprp');
  const list = properties && child(bytes, properties, 'ipco');
  const links = properties && child(bytes, properties, 'ipma');
  if (!main || !list || !links) return undefined;
  const id = bytes[main.from] === 0 ? bytes.readUInt16BE(main.from + 4) : bytes.readUInt32BE(main.from + 4);
  const all = [...boxes(bytes, list)];
  const colours = linksOf(bytes, links, id).flatMap((index) => {
    const box = all[index - 1];
    return box?.type === 'colr' ? [box] : [];
  });
  const kind = (box: Box): string => bytes.toString('latin1', box.from, box.from + 4);
  const named = colours.find((box) => kind(box) === 'nclx');
  const found = named && encoding(bytes.readUInt16BE(named.from + 4), bytes.readUInt16BE(named.from + 6));
  // A profile beside it tells colours more exactly, but nothing of light beyond white.
  return found?.transfer === 'sdr' && colours.some((box) => kind(box) !== 'nclx') ? undefined : found;
}

/** Numbers of the properties of a picture, from 1. */
function linksOf(bytes: Buffer, box: Box, wanted: number): readonly number[] {
  const idBytes = bytes.readUInt8(box.from) === 0 ? 2 : 4;
  const linkBytes = (bytes.readUInt8(box.from + 3) & 1) === 1 ? 2 : 1;
  let at = box.from + 8;
  for (let left = Math.min(bytes.readUInt32BE(box.from + 4), MAX_BOXES); left > 0; left--) {
    const id = bytes.readUIntBE(at, idBytes);
    const count = bytes.readUInt8(at + idBytes);
    at += idBytes + 1;
    const links = Array.from({ length: count }, (_, i) => bytes.readUIntBE(at + i * linkBytes, linkBytes));
    // The highest bit only says whether a reader has to know the property.
    if (id === wanted) return links.map((link) => link & (linkBytes === 2 ? 0x7fff : 0x7f));
    at += count * linkBytes;
  }
  return [];
}

const child = (bytes: Buffer, parent: Box, type: string): Box | undefined =>
  boxes(bytes, parent).find((box) => box.type === type);

function* boxes(bytes: Buffer, { from, to }: Box): Generator<Box, void, void> {
  let at = from;
  for (let left = MAX_BOXES; left > 0 && at + 8 <= Math.min(to, bytes.length); left--) {
    const size = bytes.readUInt32BE(at);
    const end = size === 0 ? to : at + (size === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : size);
    if (end < at + 8) return;
    yield { type: bytes.toString('latin1', at + 4, at + 8), from: at + (size === 1 ? 16 : 8), to: Math.min(end, to) };
    at = end;
  }
}
