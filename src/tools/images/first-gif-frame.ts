import { open } from 'node:fs/promises';
import sharp, { type SharpOptions } from 'sharp';
import { readAt } from '../../base/read-at.ts';

/** Before the first frame stand the colours, at most 768 bytes, and remarks. */
const HEAD_BYTES = 65_536;
const EXTENSION = 0x21;
const FRAME = 0x2c;

interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The first frame of a GIF on a transparent screen, as PNG; undefined where it covers the screen. Without transparent
 * colours libvips makes black of what a frame leaves free.
 */
export async function firstGifFrame(file: string | Uint8Array, options: SharpOptions): Promise<Buffer | undefined> {
  const head = typeof file === 'string' ? await readStart(file) : Buffer.from(file.subarray(0, HEAD_BYTES));
  const part = firstPart(head);
  if (!part) return undefined;
  const { left, top, width, height } = part;
  const frame = await sharp(file, { ...options, failOn: 'warning' })
    .extract(part)
    .ensureAlpha()
    .toColourspace('srgb')
    .png({ compressionLevel: 1 })
    .toBuffer();
  const [right, bottom] = [head.readUInt16LE(6) - left - width, head.readUInt16LE(8) - top - height];
  return sharp(frame).extend({ left, top, right, bottom, background: '#0000' }).png({ compressionLevel: 1 }).toBuffer();
}

async function readStart(path: string): Promise<Buffer> {
  await using handle = await open(path, 'r');
  return await readAt(handle, 0, HEAD_BYTES);
}

/** Where the first frame lies on the screen; undefined where it covers it, reaches beyond it or is not found. */
function firstPart(head: Buffer): Part | undefined {
  if (head.length < 13) return undefined;
  const screen = { width: head.readUInt16LE(6), height: head.readUInt16LE(8) };
  const flags = head.readUInt8(10);
  let at = 13 + (flags >= 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  while (head[at] === EXTENSION) {
    at += 2;
    for (let bytes = head[at] ?? 0; bytes > 0; bytes = head[at] ?? 0) at += 1 + bytes;
    at += 1;
  }
  if (head[at] !== FRAME || at + 9 > head.length) return undefined;
  const [left = 0, top = 0, width = 0, height = 0] = [1, 3, 5, 7].map((offset) => head.readUInt16LE(at + offset));
  const isWithin = width > 0 && height > 0 && left + width <= screen.width && top + height <= screen.height;
  const isWhole = width === screen.width && height === screen.height;
  return isWithin && !isWhole ? { left, top, width, height } : undefined;
}
