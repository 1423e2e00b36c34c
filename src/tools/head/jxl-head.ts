import { hasBytes } from '../../formats/signature.ts';
import type { HeadFacts } from './head-facts.ts';
import { readBoxedExif } from './iso-head.ts';

/** Width over height for the ratio codes of the size header; 0 = the width is written. */
const RATIOS: readonly (readonly [number, number])[] = [
  [0, 1],
  [1, 1],
  [12, 10],
  [4, 3],
  [3, 2],
  [16, 9],
  [5, 4],
  [2, 1],
];
const LARGE_BITS = [9, 13, 18, 30] as const;

/**
 * Size and orientation of a JPEG XL (ISO 18181-1, SizeHeader and ImageMetadata), codestream or container. What its EXIF
 * says of orientation means nothing to decoders.
 */
export function readJxlHead(head: Uint8Array): Partial<HeadFacts> {
  const start = codestreamStart(head);
  if (start === undefined) return {};
  const bits = bitReader(head, start + 2);
  const isSmall = bits(1) === 1;
  const side = (): number => (isSmall ? (bits(5) + 1) * 8 : bits(LARGE_BITS[bits(2)] ?? 9) + 1);
  const heightPx = side();
  const [over, under] = RATIOS[bits(3)] ?? [0, 1];
  const widthPx = over === 0 ? side() : Math.floor((heightPx * over) / under);
  const isAllDefault = bits(1) === 1;
  const hasExtraFields = !isAllDefault && bits(1) === 1;
  const orientation = hasExtraFields ? bits(3) + 1 : 1;
  return { ...readBoxedExif(head), orientation, widthPx, heightPx };
}

function codestreamStart(head: Uint8Array): number | undefined {
  if (hasBytes(head, [0xff, 0x0a])) return 0;
  const buffer = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  for (const [box, skip] of [
    ['jxlc', 4],
    ['jxlp', 8],
  ] as const) {
    const at = buffer.indexOf(box);
    if (at > 0 && hasBytes(head, [0xff, 0x0a], at + skip)) return at + skip;
  }
  return undefined;
}

function bitReader(head: Uint8Array, start: number): (count: number) => number {
  let position = start * 8;
  return (count) => {
    let value = 0;
    for (let i = 0; i < count; i++, position++) {
      value += (((head[position >> 3] ?? 0) >> (position & 7)) & 1) * 2 ** i;
    }
    return value;
  };
}
