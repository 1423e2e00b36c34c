import type { FileHandle } from 'node:fs/promises';
import { readAt } from '../../base/read-at.ts';

const HEAD_BYTES = 26;
/** The last of three sections before the picture, after colours and resources; each begins with its length. */
const LAYERS = 2;
const PLAIN = 0;
const PACKED = 1;
/** Of packed rows the lengths are listed; no document has more than these. */
const LIST_BYTES_MAX = 64 * 1_048_576;

/** Of Photoshop documents: where the picture ends, or so far that it is not there; undefined where the document does not say. */
export async function endOfPsd(handle: FileHandle, sizeBytes: number): Promise<number | undefined> {
  const whole = (at: number, bytes: number): Promise<Buffer | undefined> =>
    at + bytes > sizeBytes ? Promise.resolve(undefined) : readAt(handle, at, bytes);
  const head = await whole(0, HEAD_BYTES);
  if (!head || head.toString('latin1', 0, 4) !== '8BPS') return undefined;
  const isLarge = head.readUInt16BE(4) === 2;
  const [channels, heightPx, widthPx, bits] = [
    head.readUInt16BE(12),
    head.readUInt32BE(14),
    head.readUInt32BE(18),
    head.readUInt16BE(22),
  ];
  let at = HEAD_BYTES;
  for (let section = 0; section <= LAYERS; section++) {
    const isLong = isLarge && section === LAYERS;
    const length = await whole(at, isLong ? 8 : 4);
    if (!length) return Number.POSITIVE_INFINITY;
    at += length.length + (isLong ? Number(length.readBigUInt64BE()) : length.readUInt32BE());
  }
  const compression = await whole(at, 2);
  if (!compression) return Number.POSITIVE_INFINITY;
  const rows = channels * heightPx;
  if (compression.readUInt16BE() === PLAIN) return at + 2 + rows * Math.ceil((widthPx * bits) / 8);
  const bytesEach = isLarge ? 4 : 2;
  if (compression.readUInt16BE() !== PACKED || rows * bytesEach > LIST_BYTES_MAX) return undefined;
  const list = await whole(at + 2, rows * bytesEach);
  if (!list) return Number.POSITIVE_INFINITY;
  let end = at + 2 + list.length;
  for (let row = 0; row < rows; row++) end += list.readUIntBE(row * bytesEach, bytesEach);
  return end;
}
