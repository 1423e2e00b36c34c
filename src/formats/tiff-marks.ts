import { ascii, hasBytes } from './signature.ts';

/** What tells the RAW families inside a TIFF structure apart. */
export interface TiffMarks {
  /** Upper case; '' when absent. */
  readonly make: string;
  readonly isDng: boolean;
  /** A sub-picture holds sensor data (colour filter array, or a maker's own compression). */
  readonly hasSensorData: boolean;
  /** A folder lies behind the bytes that were read: what it holds is not known. */
  readonly isCut: boolean;
}

const TAG = { compression: 0x0103, photometric: 0x0106, make: 0x010f, subIfds: 0x014a, dngVersion: 0xc612 } as const;
const MAX_ENTRIES = 200;
const MAX_IFDS = 8;
const MAX_MAKE = 64;
/** Photometric interpretations CFA and LinearRaw. */
const SENSOR_PHOTOMETRIC = new Set([32803, 34892]);
/** Compressions of Sony, Nikon, Samsung (×3), Epson, Kodak ×2, Pentax. */
const SENSOR_COMPRESSION = new Set([32767, 34713, 32770, 32772, 32773, 32769, 65000, 262, 65535]);
/** PackBits is 32773 too: only with sensor photometry it means Samsung. */
const PACK_BITS = 32773;

/** Reads the first picture folder and its sub-folders; undefined when the bytes are no TIFF. Bounded, never throws. */
export function readTiffMarks(head: Uint8Array): TiffMarks | undefined {
  const isLittle = hasBytes(head, [0x49, 0x49, 0x2a, 0x00]);
  if ((!isLittle && !hasBytes(head, [0x4d, 0x4d, 0x00, 0x2a])) || head.length < 14) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const marks = { make: '', isDng: false, hasSensorData: false, isCut: false };
  const waiting = [view.getUint32(4, isLittle)];
  for (let read = 0; waiting.length > 0 && read < MAX_IFDS; read++) {
    const start = waiting.shift() ?? 0;
    if (start + 2 > head.length) marks.isCut = true;
    if (start < 8 || start + 2 > head.length) continue;
    const entries = Math.min(view.getUint16(start, isLittle), MAX_ENTRIES);
    if (start + 2 + entries * 12 > head.length) marks.isCut = true;
    for (let i = 0; i < entries && start + 14 + i * 12 <= head.length; i++) {
      readEntry({ head, view, isLittle, at: start + 2 + i * 12, marks, waiting });
    }
  }
  return marks;
}

interface Entry {
  readonly head: Uint8Array;
  readonly view: DataView;
  readonly isLittle: boolean;
  readonly at: number;
  readonly marks: { make: string; isDng: boolean; hasSensorData: boolean; isCut: boolean };
  readonly waiting: number[];
}

function readEntry({ head, view, isLittle, at, marks, waiting }: Entry): void {
  const tag = view.getUint16(at, isLittle);
  const count = view.getUint32(at + 4, isLittle);
  if (tag === TAG.dngVersion) marks.isDng = true;
  if (tag === TAG.photometric && SENSOR_PHOTOMETRIC.has(view.getUint16(at + 8, isLittle))) marks.hasSensorData = true;
  if (tag === TAG.compression) {
    const value = view.getUint16(at + 8, isLittle);
    if (value !== PACK_BITS && SENSOR_COMPRESSION.has(value)) marks.hasSensorData = true;
  }
  if (tag === TAG.make && marks.make === '') {
    const offset = count <= 4 ? at + 8 : view.getUint32(at + 8, isLittle);
    marks.make = (ascii(head, offset, Math.min(count, MAX_MAKE)).split('\0')[0] ?? '').trim().toUpperCase();
  }
  if (tag === TAG.subIfds) {
    const list = count === 1 ? at + 8 : view.getUint32(at + 8, isLittle);
    if (list + 4 > head.length) marks.isCut = true;
    const end = Math.min(list + Math.min(count, MAX_IFDS) * 4, head.length - 3);
    for (let offset = list; offset < end; offset += 4) waiting.push(view.getUint32(offset, isLittle));
  }
}
