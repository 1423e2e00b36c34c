import { parseWallClock } from '../../base/wall-clock.ts';
import { ascii } from '../../formats/signature.ts';
import { readExifHead } from './exif-head.ts';
import type { HeadFacts } from './head-facts.ts';

const MAX_CHUNKS = 64;
/** The list of headers of an AVI, in which its date stands. */
const AVI_HEAD_BYTES = 64 * 1024;

/** Size and, where it stands in the first bytes, EXIF of a WebP. */
export function readWebpHead(head: Uint8Array): Partial<HeadFacts> {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const facts: Partial<HeadFacts> = {};
  for (let at = 12, chunk = 0; at + 18 <= head.length && chunk < MAX_CHUNKS; chunk++) {
    const type = ascii(head, at, 4);
    const size = facts.widthPx === undefined ? webpSize(view, type, at + 8) : undefined;
    Object.assign(facts, size);
    if (type === 'EXIF') {
      const start = ascii(head, at + 8, 4) === 'Exif' ? at + 14 : at + 8;
      const { widthPx: _w, heightPx: _h, ...exif } = readExifHead(head, start);
      Object.assign(facts, exif);
    }
    const bytes = view.getUint32(at + 4, true);
    at += 8 + bytes + (bytes % 2);
  }
  return facts;
}

function webpSize(view: DataView, type: string, at: number): { widthPx: number; heightPx: number } | undefined {
  if (at + 10 > view.byteLength) return undefined;
  if (type === 'VP8X') {
    const threeBytes = (offset: number): number =>
      view.getUint16(offset, true) + view.getUint8(offset + 2) * 65_536 + 1;
    return { widthPx: threeBytes(at + 4), heightPx: threeBytes(at + 7) };
  }
  if (type === 'VP8 ')
    return { widthPx: view.getUint16(at + 6, true) & 0x3fff, heightPx: view.getUint16(at + 8, true) & 0x3fff };
  if (type !== 'VP8L') return undefined;
  const bits = view.getUint32(at + 1, true);
  return { widthPx: (bits & 0x3fff) + 1, heightPx: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Size and, where the camera wrote it before the film, time of an AVI. */
export function readAviHead(head: Uint8Array): Partial<HeadFacts> {
  if (head.length < 72 || ascii(head, 24, 4) !== 'avih') return {};
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const size = { widthPx: view.getUint32(64, true), heightPx: view.getUint32(68, true) };
  const text = aviDate(head);
  const time = text === undefined ? undefined : parseWallClock(text);
  if (text === undefined || !time) return size;
  const tag = 'RIFF:DateTimeOriginal';
  return { ...size, local: time.local, offsetMin: time.offsetMin, tag, times: { [tag]: text } };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** As C writes it: `Mon Mar 10 15:04:43 2003`. */
const NAMED = /^[a-z]{3} +([a-z]{3}) +(\d{1,2}) +(\d\d?:\d\d:\d\d) +(\d{4})/iu;
/** As cameras of makers do that go their own way: `2002-12-16  15:35:01`, `2005/11/28/ 09:19`, `2001/ 1/27  1:42PM`. */
const NUMBERED = /^(\d{4})[-/:] ?(\d{1,2})[-/:] ?(\d{1,2})\/? +(\d{1,2}): ?(\d\d)(:\d\d)? ?(p?)/iu;

/** The time in an AVI as EXIF would write it. */
function aviDate(head: Uint8Array): string | undefined {
  const buffer = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, AVI_HEAD_BYTES));
  const at = buffer.indexOf('IDIT');
  const text = at === -1 ? '' : buffer.toString('latin1', at + 8, at + 48);
  const [, name = '', dayNamed, clock, yearNamed] = NAMED.exec(text) ?? [];
  const month = MONTHS.findIndex((known) => known.toLowerCase() === name.toLowerCase()) + 1;
  if (month > 0) return `${yearNamed}:${month}:${dayNamed} ${clock}`;
  const [, year, number, day, hour, minute, second = '', isAfternoon] = NUMBERED.exec(text) ?? [];
  if (year === undefined) return undefined;
  const late = isAfternoon !== '' && Number(hour) < 12 ? 12 : 0;
  return `${year}:${number}:${day} ${Number(hour) + late}:${minute}${second}`;
}
