import { open } from 'node:fs/promises';

const EXTRA_SAMPLES = 338;
const HEAD_BYTES = 16;
/** More entries than any picture has. */
const MAX_ENTRIES = 512;

/** How the two kinds of TIFF write a folder. */
const PLAIN = { first: 4, count: 2, entry: 12, values: 8 } as const;
const BIG = { first: 8, count: 8, entry: 20, values: 12 } as const;

/** What a TIFF says its first channel beside the colours is. */
export type ExtraSample = 'transparency' | 'unspecified';

/** libvips takes such a channel for transparency and does not tell; undefined where the file does not, either. */
export async function readExtraSample(file: string | Uint8Array): Promise<ExtraSample | undefined> {
  if (typeof file !== 'string') return await firstExtra(async (at, bytes) => file.subarray(at, at + bytes));
  await using handle = await open(file, 'r');
  return await firstExtra(async (at, bytes) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, at);
    return buffer.subarray(0, bytesRead);
  });
}

async function firstExtra(read: (at: number, bytes: number) => Promise<Uint8Array>): Promise<ExtraSample | undefined> {
  const head = viewOf(await read(0, HEAD_BYTES));
  if (head.byteLength < HEAD_BYTES) return undefined;
  const isLittle = head.getUint16(0) === 0x4949;
  const kind = head.getUint16(2, isLittle) === 43 ? BIG : PLAIN;
  const at = kind === BIG ? Number(head.getBigUint64(kind.first, isLittle)) : head.getUint32(kind.first, isLittle);
  if (!Number.isSafeInteger(at)) return undefined;
  const folder = viewOf(await read(at, kind.count + MAX_ENTRIES * kind.entry));
  // The upper bytes of a long count are zero, or it is too large anyway.
  const declared = folder.byteLength < kind.count ? 0 : folder.getUint16(isLittle ? 0 : kind.count - 2, isLittle);
  for (let index = 0; index < Math.min(declared, MAX_ENTRIES); index++) {
    const entry = kind.count + index * kind.entry;
    if (entry + kind.entry > folder.byteLength) return undefined;
    // Of more than one channel the values lie elsewhere; those are told apart by their number.
    if (folder.getUint16(entry, isLittle) === EXTRA_SAMPLES)
      return folder.getUint16(entry + kind.values, isLittle) === 0 ? 'unspecified' : 'transparency';
  }
  return undefined;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
