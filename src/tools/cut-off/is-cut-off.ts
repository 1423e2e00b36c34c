import { type FileHandle, open } from 'node:fs/promises';
import { readAt } from '../../base/read-at.ts';
import { endOfPsd } from './end-of-psd.ts';

/** Boxes that a player cannot do without; what else stands last may be a maker's trailer that only looks like a box. */
const ESSENTIAL: ReadonlySet<string> = new Set(['mdat', 'moov', 'moof']);
/** A fragment of a second has two. */
const MAX_BOXES = 50_000;
const HEAD_BYTES = 64;
const ASF_HEAD_BYTES = 16_384;
const ASF_PROPERTIES = Buffer.from('a1dcab8c47a9cf118ee400c00c205365', 'hex');
const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;

/** Where its own head says that a file ends, bytes; undefined where it does not say. */
type Claim = (handle: FileHandle, sizeBytes: number) => Promise<number | undefined>;

/** By format id. */
const CLAIMS: Readonly<Record<string, Claim>> = {
  mp4: endOfBoxes,
  mov: endOfBoxes,
  '3gp': endOfBoxes,
  heic: endOfBoxes,
  avif: endOfBoxes,
  avis: endOfBoxes,
  psd: endOfPsd,
  avi: endOfRiff,
  wmv: endOfAsf,
  mkv: endOfSegment,
  webm: endOfSegment,
};

/**
 * True when a clip or a picture is shorter than it says itself, as half a download is. Of these nobody else tells: players
 * show the beginning of a clip and then stop, decoders the tiles of HEIF that are there, or a layer of a Photoshop document.
 */
export async function isCutOff(path: string, format: string): Promise<boolean> {
  const claim = CLAIMS[format];
  if (!claim) return false;
  await using handle = await open(path, 'r');
  const { size } = await handle.stat();
  const end = await claim(handle, size);
  return end !== undefined && end > size;
}

/** Of MP4, QuickTime and HEIF: the end of the box that goes past the end of the file. */
async function endOfBoxes(handle: FileHandle, sizeBytes: number): Promise<number | undefined> {
  let at = 0;
  for (let box = 0; box < MAX_BOXES && at < sizeBytes; box++) {
    const head = await readAt(handle, at, 16);
    if (head.length < 8) return undefined;
    const short = head.readUInt32BE(0);
    const bytes = short === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : short;
    if (bytes < 8) return undefined;
    at += bytes;
    if (at > sizeBytes) return ESSENTIAL.has(head.toString('latin1', 4, 8)) ? at : undefined;
  }
  return undefined;
}

/** Of AVI: the end of its first list; 0 stands there while it is recorded. */
async function endOfRiff(handle: FileHandle): Promise<number | undefined> {
  const head = await readAt(handle, 0, 12);
  // Some count the byte that makes the length even, though it is not there.
  return head.length === 12 && head.toString('latin1', 0, 4) === 'RIFF' ? head.readUInt32LE(4) + 7 : undefined;
}

/** Of Windows Media: the length that its properties name; 0 while it is recorded. */
async function endOfAsf(handle: FileHandle): Promise<number | undefined> {
  const head = await readAt(handle, 0, ASF_HEAD_BYTES);
  const at = head.indexOf(ASF_PROPERTIES);
  // Behind the mark stand the length of the properties and an identity.
  return at === -1 || at + 48 > head.length ? undefined : Number(head.readBigUInt64LE(at + 40));
}

/** Of Matroska: the end of its one segment, where its length is known. */
async function endOfSegment(handle: FileHandle): Promise<number | undefined> {
  const start = await readAt(handle, 0, HEAD_BYTES);
  if (start.length < 12 || start.readUInt32BE(0) !== EBML) return undefined;
  const header = vint(start, 4);
  if (header?.value === undefined) return undefined;
  const at = header.end + header.value;
  const segment = await readAt(handle, at, 12);
  if (segment.length < 12 || segment.readUInt32BE(0) !== SEGMENT) return undefined;
  const length = vint(segment, 4);
  return length?.value === undefined ? undefined : at + length.end + length.value;
}

/** A number of one to eight bytes, whose first says how many; all ones mean that it is not known. */
function vint(bytes: Buffer, at: number): { readonly value: number | undefined; readonly end: number } | undefined {
  const first = bytes[at] ?? 0;
  const count = Math.clz32(first) - 23;
  if (first === 0 || at + count > bytes.length) return undefined;
  let value = first & (0xff >> count);
  let isUnknown = value === 0xff >> count;
  for (let index = 1; index < count; index++) {
    const byte = bytes[at + index] ?? 0;
    value = value * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return { value: isUnknown ? undefined : value, end: at + count };
}
