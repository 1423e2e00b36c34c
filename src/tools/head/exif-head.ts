import { parseOffset, parseWallClock } from '../../base/wall-clock.ts';
import { looksGenerated } from './looks-generated.ts';
import type { HeadFacts } from './head-facts.ts';
import { type Ifd, readIfd, tiffHeader } from './ifd.ts';

const TAG = {
  width: 0x0100,
  height: 0x0101,
  description: 0x010e,
  make: 0x010f,
  model: 0x0110,
  orientation: 0x0112,
  modified: 0x0132,
  subIfds: 0x014a,
  thumbOffset: 0x0201,
  thumbBytes: 0x0202,
  rating: 0x4746,
  exif: 0x8769,
  original: 0x9003,
  created: 0x9004,
  offset: 0x9010,
  offsetOriginal: 0x9011,
  offsetCreated: 0x9012,
  comment: 0x9286,
  subSecOriginal: 0x9291,
  exifWidth: 0xa002,
  exifHeight: 0xa003,
} as const;

const MAX_THUMBNAIL = 256 * 1024;

/** What EXIF tells, with sizes as stored (not yet upright). `start`: where its TIFF header lies in the file. */
export function readExifHead(head: Uint8Array, start: number): Partial<HeadFacts> {
  const bytes = head.subarray(start);
  const header = tiffHeader(bytes);
  const main = header && readIfd(bytes, header.first, header.isLittle);
  if (!header || !main) return {};
  // TIFF/EP and CR3 write the camera's times into the first folder itself.
  const exif = readIfd(bytes, main.number(TAG.exif) ?? 0, header.isLittle) ?? main;
  const second = readIfd(bytes, main.next, header.isLittle);
  const orientation = main.number(TAG.orientation);
  const rating = main.number(TAG.rating);
  return {
    ...largest([sizeOf(main), exifSize(exif), ...subSizes(bytes, main, header.isLittle)]),
    ...captureTime(main, exif),
    orientation: orientation !== undefined && orientation >= 1 && orientation <= 8 ? orientation : null,
    make: main.text(TAG.make) ?? null,
    model: main.text(TAG.model) ?? null,
    rating: rating !== undefined && rating <= 5 ? rating : null,
    embedded: thumbnail(head, start, second),
    hasGeneration: [main.bytes(TAG.description), main.bytes(TAG.make), exif.bytes(TAG.comment)].some(looksGenerated),
  };
}

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

const sizeOf = (ifd: Ifd): Size => ({ widthPx: ifd.number(TAG.width) ?? 0, heightPx: ifd.number(TAG.height) ?? 0 });
const exifSize = (exif: Ifd): Size => ({
  widthPx: exif.number(TAG.exifWidth) ?? 0,
  heightPx: exif.number(TAG.exifHeight) ?? 0,
});

/** RAW files keep a small picture in the first folder and the sensor's in a sub-folder. */
function subSizes(bytes: Uint8Array, main: Ifd, isLittle: boolean): readonly Size[] {
  const list = main.bytes(TAG.subIfds);
  if (!list) return [];
  const view = new DataView(list.buffer, list.byteOffset, list.byteLength);
  const sizes: Size[] = [];
  for (let at = 0; at + 4 <= Math.min(list.length, 16); at += 4) {
    const sub = readIfd(bytes, view.getUint32(at, isLittle), isLittle);
    if (sub) sizes.push(sizeOf(sub));
  }
  return sizes;
}

function largest(sizes: readonly (Size | undefined)[]): Partial<Size> {
  let best: Size | undefined;
  for (const size of sizes) {
    if (size && size.widthPx * size.heightPx > (best ? best.widthPx * best.heightPx : 0)) best = size;
  }
  return best ?? {};
}

function captureTime(main: Ifd, exif: Ifd): Partial<HeadFacts> {
  const offset = exif.text(TAG.offset);
  const choices = [
    {
      tag: 'ExifIFD:DateTimeOriginal',
      time: exif.text(TAG.original),
      sub: exif.text(TAG.subSecOriginal),
      zone: exif.text(TAG.offsetOriginal) ?? offset,
    },
    {
      tag: 'ExifIFD:CreateDate',
      time: exif.text(TAG.created),
      sub: undefined,
      zone: exif.text(TAG.offsetCreated) ?? offset,
    },
    { tag: 'IFD0:ModifyDate', time: main.text(TAG.modified), sub: undefined, zone: offset },
  ];
  const times = Object.fromEntries(choices.flatMap(({ tag, time }) => (time === undefined ? [] : [[tag, time]])));
  for (const { tag, time, sub, zone } of choices) {
    const fraction = sub && /^\d{1,9}$/.test(sub) ? `.${sub}` : '';
    const parsed = time === undefined ? undefined : parseWallClock(time + fraction);
    if (parsed) return { local: parsed.local, offsetMin: zone === undefined ? null : parseOffset(zone), tag, times };
  }
  return { times };
}

function thumbnail(head: Uint8Array, start: number, second: Ifd | undefined): HeadFacts['embedded'] {
  const offset = start + (second?.number(TAG.thumbOffset) ?? 0);
  const bytes = second?.number(TAG.thumbBytes) ?? 0;
  const isJpeg = offset > start && head[offset] === 0xff && head[offset + 1] === 0xd8;
  return isJpeg && bytes > 0 && bytes <= MAX_THUMBNAIL ? { offset, bytes } : null;
}
