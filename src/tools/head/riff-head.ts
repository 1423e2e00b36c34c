import { ascii } from '../../formats/signature.ts';
import { readExifHead } from './exif-head.ts';
import type { HeadFacts } from './head-facts.ts';

const MAX_CHUNKS = 64;

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

/** Size of an AVI from its main header. */
export function readAviHead(head: Uint8Array): Partial<HeadFacts> {
  if (head.length < 72 || ascii(head, 24, 4) !== 'avih') return {};
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return { widthPx: view.getUint32(64, true), heightPx: view.getUint32(68, true) };
}
