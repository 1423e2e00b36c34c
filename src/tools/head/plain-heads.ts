import { hasBytes } from '../../formats/signature.ts';
import type { HeadFacts } from './head-facts.ts';

const viewOf = (head: Uint8Array): DataView => new DataView(head.buffer, head.byteOffset, head.byteLength);

/** Size of a GIF's screen. */
export function readGifHead(head: Uint8Array): Partial<HeadFacts> {
  if (head.length < 10) return {};
  return { widthPx: viewOf(head).getUint16(6, true), heightPx: viewOf(head).getUint16(8, true) };
}

/** Size of a BMP; rows may be stored from top to bottom, which a negative height says. */
export function readBmpHead(head: Uint8Array): Partial<HeadFacts> {
  if (head.length < 26) return {};
  const view = viewOf(head);
  if (view.getUint32(14, true) === 12) return { widthPx: view.getUint16(18, true), heightPx: view.getUint16(20, true) };
  return { widthPx: Math.abs(view.getInt32(18, true)), heightPx: Math.abs(view.getInt32(22, true)) };
}

/** Size of a Photoshop document. */
export function readPsdHead(head: Uint8Array): Partial<HeadFacts> {
  if (head.length < 22) return {};
  return { widthPx: viewOf(head).getUint32(18), heightPx: viewOf(head).getUint32(14) };
}

/** Size of a JPEG 2000, codestream or container. */
export function readJp2Head(head: Uint8Array): Partial<HeadFacts> {
  const view = viewOf(head);
  const at = Buffer.from(head.buffer, head.byteOffset, head.byteLength).indexOf('ihdr');
  if (at > 0 && at + 12 <= head.length) return { widthPx: view.getUint32(at + 8), heightPx: view.getUint32(at + 4) };
  if (!hasBytes(head, [0xff, 0x4f, 0xff, 0x51]) || head.length < 24) return {};
  return { widthPx: view.getUint32(8) - view.getUint32(16), heightPx: view.getUint32(12) - view.getUint32(20) };
}
