import { open } from 'node:fs/promises';
import { readAt } from '../../base/read-at.ts';
import { HDR_HEAD_BYTES, type HdrEncoding, hdrEncodingOf } from './hdr-encoding.ts';

/** The encoding of a file for light beyond white, as its head names it; undefined for ordinary pictures. */
export async function readHdrEncoding(file: string | Uint8Array): Promise<HdrEncoding | undefined> {
  if (typeof file !== 'string') return hdrEncodingOf(file);
  await using handle = await open(file, 'r');
  return hdrEncodingOf(await readAt(handle, 0, HDR_HEAD_BYTES));
}
