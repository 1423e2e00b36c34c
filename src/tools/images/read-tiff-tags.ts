import { open } from 'node:fs/promises';
import { readAt } from '../../base/read-at.ts';

const HEAD_BYTES = 16;
/** More entries than any picture has. */
const MAX_ENTRIES = 512;

/** How the two kinds of TIFF write a folder. */
const PLAIN = { first: 4, count: 2, entry: 12, values: 8 } as const;
const BIG = { first: 8, count: 8, entry: 20, values: 12 } as const;

/** Tags that libvips goes by, or passes over, without telling. */
export const TIFF_TAG = { compression: 259, photometric: 262, extraSamples: 338 } as const;

/** First values of the tags in a TIFF's first folder, where they are numbers of two bytes; none of what is no TIFF. */
export async function readTiffTags(file: string | Uint8Array): Promise<ReadonlyMap<number, number>> {
  if (typeof file !== 'string') return await tagsOf(async (at, bytes) => file.subarray(at, at + bytes));
  await using handle = await open(file, 'r');
  return await tagsOf((at, bytes) => readAt(handle, at, bytes));
}

async function tagsOf(read: (at: number, bytes: number) => Promise<Uint8Array>): Promise<ReadonlyMap<number, number>> {
  const tags = new Map<number, number>();
  const head = viewOf(await read(0, HEAD_BYTES));
  if (head.byteLength < HEAD_BYTES) return tags;
  const isLittle = head.getUint16(0) === 0x4949;
  const kind = head.getUint16(2, isLittle) === 43 ? BIG : PLAIN;
  const at = kind === BIG ? Number(head.getBigUint64(kind.first, isLittle)) : head.getUint32(kind.first, isLittle);
  if (!Number.isSafeInteger(at)) return tags;
  const folder = viewOf(await read(at, kind.count + MAX_ENTRIES * kind.entry));
  // The upper bytes of a long count are zero, or it is too large anyway.
  const declared = folder.byteLength < kind.count ? 0 : folder.getUint16(isLittle ? 0 : kind.count - 2, isLittle);
  for (let index = 0; index < Math.min(declared, MAX_ENTRIES); index++) {
    const entry = kind.count + index * kind.entry;
    if (entry + kind.entry > folder.byteLength) break;
    // Where there are more than fit, this is a part of their place: whoever asks knows by the number of channels.
    tags.set(folder.getUint16(entry, isLittle), folder.getUint16(entry + kind.values, isLittle));
  }
  return tags;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
