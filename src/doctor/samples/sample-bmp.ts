import { colourAt, type SampleSize } from './sample-size.ts';

const HEADERS_BYTES = 54;

/** A small Windows bitmap: a format that only the foreign decoder reads. `widthPx` is a multiple of 4. */
export function sampleBmp(size: SampleSize): Buffer {
  const pixels = bitmapPixels(size);
  const head = Buffer.alloc(HEADERS_BYTES);
  head.write('BM', 'latin1');
  head.writeUInt32LE(HEADERS_BYTES + pixels.length, 2);
  head.writeUInt32LE(HEADERS_BYTES, 10);
  bitmapHeader(size).copy(head, 14);
  return Buffer.concat([head, pixels]);
}

/** The 40 bytes that describe 24-bit pixels in bitmaps and in AVI films. */
export function bitmapHeader({ widthPx, heightPx }: SampleSize): Buffer {
  const head = Buffer.alloc(40);
  head.writeUInt32LE(40, 0);
  head.writeInt32LE(widthPx, 4);
  head.writeInt32LE(heightPx, 8);
  head.writeUInt16LE(1, 12);
  head.writeUInt16LE(24, 14);
  head.writeUInt32LE(widthPx * heightPx * 3, 20);
  return head;
}

/** Blue, green, red from the lowest row up. */
export function bitmapPixels(size: SampleSize, shift = 0): Buffer {
  const rows = Array.from({ length: size.heightPx }, (_, row) => size.heightPx - 1 - row);
  return Buffer.from(
    rows.flatMap((y) =>
      Array.from({ length: size.widthPx }, (_, x) => colourAt(size, (x + shift) % size.widthPx, y).toReversed()).flat(),
    ),
  );
}
