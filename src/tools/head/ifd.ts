/** One entry of a TIFF folder: where its value lies in the bytes given to `readIfd`. */
interface Entry {
  readonly type: number;
  readonly count: number;
  readonly at: number;
}

/** A TIFF folder: numbers and texts by tag. Values outside the bytes read as undefined. */
export interface Ifd {
  number(tag: number): number | undefined;
  /** Trimmed, at most 4 KiB; undefined when empty. */
  text(tag: number): string | undefined;
  /** Raw bytes, at most 4 KiB. */
  bytes(tag: number): Uint8Array | undefined;
  /** Offset of the folder that follows, from the TIFF header; 0 = none. */
  readonly next: number;
}

const MAX_ENTRIES = 256;
const MAX_VALUE = 4096;
/** Bytes of one value by TIFF type. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/** Byte order and first folder of a TIFF header (also RW2's and ORF's); undefined when there is none. */
export function tiffHeader(bytes: Uint8Array): { isLittle: boolean; first: number } | undefined {
  if (bytes.length < 8) return undefined;
  const isLittle = bytes[0] === 0x49 && bytes[1] === 0x49;
  if (!isLittle && !(bytes[0] === 0x4d && bytes[1] === 0x4d)) return undefined;
  const first = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, isLittle);
  return { isLittle, first };
}

/** Reads the folder at `offset` of a TIFF structure that begins with `bytes`. Bounded; undefined when it lies outside. */
export function readIfd(bytes: Uint8Array, offset: number, isLittle: boolean): Ifd | undefined {
  if (offset < 8 || offset + 2 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const declared = view.getUint16(offset, isLittle);
  const entries = new Map<number, Entry>();
  const end = offset + 2 + declared * 12;
  for (let at = offset + 2; at < end && at + 12 <= bytes.length && entries.size < MAX_ENTRIES; at += 12) {
    const type = view.getUint16(at + 2, isLittle);
    const count = view.getUint32(at + 4, isLittle);
    const size = (SIZES[type] ?? 0) * count;
    const tag = view.getUint16(at, isLittle);
    if (size > 0 && !entries.has(tag))
      entries.set(tag, { type, count, at: size <= 4 ? at + 8 : view.getUint32(at + 8, isLittle) });
  }
  const slice = (tag: number): Uint8Array | undefined => {
    const entry = entries.get(tag);
    if (!entry) return undefined;
    const size = Math.min((SIZES[entry.type] ?? 0) * entry.count, MAX_VALUE);
    return entry.at + size <= bytes.length ? bytes.subarray(entry.at, entry.at + size) : undefined;
  };
  return {
    next: end + 4 <= bytes.length ? view.getUint32(end, isLittle) : 0,
    bytes: slice,
    text: (tag) => asText(slice(tag)),
    number: (tag) => {
      const entry = entries.get(tag);
      return entry && slice(tag) ? asNumber(view, entry, isLittle) : undefined;
    },
  };
}

function asNumber(view: DataView, { type, at }: Entry, isLittle: boolean): number | undefined {
  if (type === 1 || type === 7) return view.getUint8(at);
  if (type === 3) return view.getUint16(at, isLittle);
  if (type === 4) return view.getUint32(at, isLittle);
  if (type === 8) return view.getInt16(at, isLittle);
  if (type === 9) return view.getInt32(at, isLittle);
  return undefined;
}

function asText(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return undefined;
  const end = bytes.indexOf(0);
  const text = new TextDecoder().decode(end === -1 ? bytes : bytes.subarray(0, end)).trim();
  return text === '' ? undefined : text;
}
