import { open, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { decodeText, markedEncoding } from '../../base/decode-text.ts';
import { AppError, toAppError } from '../../base/errors.ts';
import { safeJoin } from '../../base/safe-path.ts';
import type { ReadDocument } from '../../catalogue/assets/record-metadata.ts';
import { SIDECAR_PROBLEMS } from '../../catalogue/assets/sidecar-problems.ts';
import { localPath } from '../../catalogue/roots/local-roots.ts';
import type { SidecarReading } from '../../catalogue/facts/fact-input.ts';
import { readTakeout } from '../../catalogue/facts/takeout.ts';
import type { TraceInput } from '../../catalogue/traces/add-trace.ts';
import { formatOf } from '../../formats/format-of.ts';
import type { TagReading } from '../../tools/exiftool/exiftool.ts';
import type { DescribeNeeds } from './describe-needs.ts';
import { sidecarsOf, stampOf } from './sidecars-of.ts';

/** Longer texts are no sidecars of a picture; XMP holds masks and histories of edits too. */
const MAX_TEXT_BYTES = 1024 * 1024;
const MAX_XMP_BYTES = 16 * 1024 * 1024;
/** What ExifTool says of XMP that it could not read to its end. */
const BROKEN_XMP = /^(?:XMP format error|Error reading XMP|File format error)/;

/** The sidecars of an asset: what they say, the documents to store, and what was tried. */
export interface SidecarsRead {
  readonly readings: readonly SidecarReading[];
  readonly documents: readonly ReadDocument[];
  readonly steps: readonly TraceInput[];
  /** The first one that could not be read whole, and why. */
  readonly problem: { readonly code: string; readonly message: string } | undefined;
  /** What was read; another text means that a sidecar came, went or changed meanwhile. */
  readonly stamp: string;
}

/** Reads the sidecars that lie beside the originals of an asset. A broken one is told of and stops nothing. */
export async function readSidecars(needs: DescribeNeeds, assetId: string, signal: AbortSignal): Promise<SidecarsRead> {
  const files = await sidecarsOf(needs.db, assetId);
  const stamp = stampOf(files);
  const found: { readings: SidecarReading[]; documents: ReadDocument[]; steps: TraceInput[] } = {
    readings: [],
    documents: [],
    steps: [],
  };
  let problem: SidecarsRead['problem'];
  for (const { path, rootId, rootPath } of files) {
    const root = localPath(needs.db, { id: rootId, path: rootPath });
    const started = needs.clock.monotonic();
    const step = { type: 'metadata_extraction', method: 'sidecar', detail: path } as const;
    const { read, error } = await tryToRead(needs, safeJoin(root, path), signal);
    if (read) found.documents.push({ ...read.document, source: `sidecar:${path}` });
    if (read?.reading) found.readings.push(read.reading);
    if (error && SIDECAR_PROBLEMS.has(error.code))
      problem ??= { code: error.code, message: `${basename(path)}: ${error.message}` };
    const durationUs = (needs.clock.monotonic() - started) * 1000;
    found.steps.push({ ...step, ok: !error, code: error?.code, durationUs });
  }
  return { ...found, problem, stamp };
}

interface OneSidecar {
  readonly reading: SidecarReading | undefined;
  readonly document: Omit<ReadDocument, 'source'>;
  /** Why not all of it could be read. */
  readonly damage?: string | undefined;
}

async function tryToRead(
  needs: DescribeNeeds,
  path: string,
  signal: AbortSignal,
): Promise<{ read?: OneSidecar | undefined; error?: AppError }> {
  try {
    const read = await readSidecar(needs, path, signal);
    return read?.damage === undefined ? { read } : { read, error: new AppError('sidecar_damaged', read.damage) };
  } catch (error) {
    signal.throwIfAborted();
    const known = toAppError(error);
    return { error: known.code === 'metadata_failed' ? new AppError('sidecar_damaged', known.message) : known };
  }
}

async function readSidecar(needs: DescribeNeeds, path: string, signal: AbortSignal): Promise<OneSidecar | undefined> {
  const bytes = await readText(path);
  const name = basename(path);
  const kind = formatOf(bytes, name)?.format.id;
  if (kind === 'xmp') {
    const { tags, tool, warnings, errors } = await readXmp(needs, { path, bytes }, signal);
    const isOther = tags['File:FileType'] !== undefined && tags['File:FileType'] !== 'XMP';
    const damage = isOther ? 'It holds no XMP' : [...errors, ...warnings].find((text) => BROKEN_XMP.test(text));
    return { reading: { kind, tags }, document: { tool, tags }, damage };
  }
  if (kind !== 'takeout-json' && kind !== 'prompt-txt') return undefined;
  const text = decodeText(bytes).replaceAll('\0', '');
  const tags = { [kind === 'prompt-txt' ? 'Sidecar:Text' : 'Sidecar:JSON']: text };
  const document = { tool: 'supervisor', tags };
  if (kind === 'takeout-json' && !readTakeout(text)) return { reading: undefined, document, damage: 'No whole JSON' };
  return { reading: { kind, name, text }, document };
}

/** ExifTool misreads XMP whose encoding only a byte order mark tells: it gets the same text in UTF-8. */
async function readXmp(
  needs: DescribeNeeds,
  { path, bytes }: { readonly path: string; readonly bytes: Uint8Array },
  signal: AbortSignal,
): Promise<TagReading> {
  if (markedEncoding(bytes) === undefined) return await needs.tags.readTags(path, signal);
  // where leftovers of a killed process are swept away
  const plain = needs.blobs.tempFile('xmp');
  try {
    await writeFile(plain, decodeText(bytes), { flag: 'wx' });
    return await needs.tags.readTags(plain, signal);
  } finally {
    await rm(plain, { force: true });
  }
}

/** @throws file_missing · permission_denied · sidecar_too_large */
async function readText(path: string): Promise<Buffer> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    const most = /\.xmp$/i.test(path) ? MAX_XMP_BYTES : MAX_TEXT_BYTES;
    if (size > most)
      throw new AppError('sidecar_too_large', `It has ${size} bytes, more than ${most}`, { details: { path, size } });
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    return bytes.subarray(0, bytesRead);
  } catch (error) {
    throw toAppError(error);
  }
}
