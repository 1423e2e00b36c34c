import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, toAppError } from '../../base/errors.ts';
import { safeJoin } from '../../base/safe-path.ts';
import type { ReadDocument } from '../../catalogue/assets/record-metadata.ts';
import { localPath } from '../../catalogue/roots/local-roots.ts';
import type { SidecarReading } from '../../catalogue/facts/fact-input.ts';
import type { TraceInput } from '../../catalogue/traces/add-trace.ts';
import { formatOf } from '../../formats/format-of.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { DescribeNeeds } from './describe-needs.ts';

/** Longer texts are no sidecars of a picture. */
const MAX_TEXT_BYTES = 1024 * 1024;
const MAX_SIDECARS = 20;

/** The sidecars of an asset: what they say, the documents to store, and what was tried. */
export interface SidecarsRead {
  readonly readings: readonly SidecarReading[];
  readonly documents: readonly ReadDocument[];
  readonly steps: readonly TraceInput[];
  /** What was read; another text means that a sidecar came, went or changed meanwhile. */
  readonly stamp: string;
}

/** Names the sidecars of an asset as they are now: paths and checksums. */
export async function sidecarStamp(db: Database | Tx, assetId: string): Promise<string> {
  const rows = await sidecarsOf(db, assetId).execute();
  return rows.map((row) => `${row.path}:${row.checksum}`).join('\n');
}

function sidecarsOf(db: Database | Tx, assetId: string) {
  return db
    .selectFrom('asset_file')
    .innerJoin('storage_root', 'storage_root.id', 'asset_file.root_id')
    .select(['asset_file.path', 'asset_file.checksum', 'asset_file.root_id as rootId', 'storage_root.path as rootPath'])
    .where('asset_file.asset_id', '=', assetId)
    .where('asset_file.role', '=', 'sidecar')
    .where('asset_file.state', '=', 'present')
    .where('storage_root.state', '=', 'online')
    .orderBy('asset_file.path')
    .limit(MAX_SIDECARS);
}

/** Reads the sidecars that lie beside the originals of an asset. A broken one is in the trace and stops nothing. */
export async function readSidecars(needs: DescribeNeeds, assetId: string, signal: AbortSignal): Promise<SidecarsRead> {
  const files = await sidecarsOf(needs.db, assetId).execute();
  const stamp = files.map((file) => `${file.path}:${file.checksum}`).join('\n');
  const read: { readings: SidecarReading[]; documents: ReadDocument[]; steps: TraceInput[] } = {
    readings: [],
    documents: [],
    steps: [],
  };
  for (const { path, rootId, rootPath } of files) {
    const root = localPath(needs.db, { id: rootId, path: rootPath });
    const started = needs.clock.monotonic();
    const step = { type: 'metadata_extraction', method: 'sidecar', detail: path } as const;
    try {
      const one = await readSidecar(needs, safeJoin(root, path), signal);
      if (one) read.readings.push(one.reading);
      if (one) read.documents.push({ ...one.document, source: `sidecar:${path}` });
      read.steps.push({ ...step, ok: true, durationUs: (needs.clock.monotonic() - started) * 1000 });
    } catch (error) {
      signal.throwIfAborted();
      const { code } = toAppError(error);
      read.steps.push({ ...step, ok: false, code, durationUs: (needs.clock.monotonic() - started) * 1000 });
    }
  }
  return { ...read, stamp };
}

interface OneSidecar {
  readonly reading: SidecarReading;
  readonly document: Omit<ReadDocument, 'source'>;
}

async function readSidecar(needs: DescribeNeeds, path: string, signal: AbortSignal): Promise<OneSidecar | undefined> {
  const bytes = await readText(path);
  const name = basename(path);
  const kind = formatOf(bytes, name)?.format.id;
  if (kind === 'xmp') {
    const { tags, tool } = await needs.tags.readTags(path, signal);
    return { reading: { kind, tags }, document: { tool, tags } };
  }
  if (kind !== 'takeout-json' && kind !== 'prompt-txt') return undefined;
  const text = new TextDecoder().decode(bytes).replaceAll('\0', '');
  const tags = { [kind === 'prompt-txt' ? 'Sidecar:Text' : 'Sidecar:JSON']: text };
  return { reading: { kind, name, text }, document: { tool: 'supervisor', tags } };
}

/** @throws file_missing · permission_denied · sidecar_too_large */
async function readText(path: string): Promise<Buffer> {
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size > MAX_TEXT_BYTES)
      throw new AppError('sidecar_too_large', 'Larger than any sidecar', { details: { path, size } });
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await file.read(bytes, 0, size, 0);
    return bytes.subarray(0, bytesRead);
  } catch (error) {
    throw toAppError(error);
  }
}
