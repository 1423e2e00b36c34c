import { newId } from '../../base/ids.ts';
import type { Tx } from '../../db/database.ts';
import type { AssetTable } from '../../db/tables/asset.ts';
import { dayOf, wallClockMs } from '../timeline/wall-clock.ts';

/** What is known of an original once its bytes were read: identity, format, and the facts of its first bytes. */
export interface ContentFacts {
  /** SHA-256, hex. */
  readonly checksum: string;
  readonly kind: 'image' | 'video';
  readonly format: string;
  readonly mime: string;
  readonly mismatch: string | null;
  readonly name: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  readonly orientation: number | null;
  /** Wall-clock capture time, ISO without zone. */
  readonly local: string | null;
  readonly embedded: { readonly offset: number; readonly bytes: number } | null;
  readonly hasGeneration: boolean;
  readonly camera: string | null;
}

type ContentColumns = Omit<AssetTable, 'id' | 'version' | 'status' | 'cover_id' | 'companion_role' | 'imported_at_ms'>;

/** The columns that follow from the bytes, before metadata and pictures are made from them. */
export function contentColumns(facts: ContentFacts, nowMs: number): ContentColumns {
  const sortMs = wallClockMs(facts.local, facts.mtimeMs);
  return {
    checksum: facts.checksum,
    kind: facts.kind,
    format: facts.format,
    mime: facts.mime,
    mismatch: facts.mismatch,
    name: facts.name,
    size_bytes: facts.sizeBytes,
    width_px: facts.widthPx,
    height_px: facts.heightPx,
    orientation: facts.orientation,
    duration_ms: null,
    frames: null,
    sort_ms: sortMs,
    sort_day: dayOf(sortMs),
    captured_source: null,
    captured_confidence: null,
    offset_min: null,
    camera: facts.camera,
    rating: null,
    lat: null,
    lon: null,
    facts: null,
    has_generation: facts.hasGeneration ? 1 : 0,
    metadata_state: 'waiting',
    metadata_method: null,
    metadata_code: null,
    metadata_message: null,
    pictures_state: 'waiting',
    pictures_code: null,
    pictures_message: null,
    pictures_key: null,
    thumbhash: null,
    phash64: null,
    embedded_offset: facts.embedded?.offset ?? null,
    embedded_bytes: facts.embedded?.bytes ?? null,
    updated_at_ms: nowMs,
  };
}

/** A row for content that the catalogue does not know yet. */
export function newAsset(facts: ContentFacts, nowMs: number): AssetTable {
  return {
    ...contentColumns(facts, nowMs),
    id: newId('as', nowMs),
    version: 1,
    status: 'active',
    cover_id: null,
    companion_role: null,
    imported_at_ms: nowMs,
  };
}

/** Adds assets; their checksums must be new. */
export async function insertAssets(tx: Tx, rows: readonly AssetTable[]): Promise<void> {
  // SQLite takes 32 766 parameters a statement; a row has about 45.
  for (let at = 0; at < rows.length; at += 200) {
    await tx
      .insertInto('asset')
      .values(rows.slice(at, at + 200))
      .execute();
  }
}

/**
 * The file of an asset was changed in place: its old content becomes a version of the past,
 * the asset keeps its id and all that people attached to it. @returns the old checksum
 */
export async function replaceContent(
  tx: Tx,
  assetId: string,
  change: { facts: ContentFacts; nowMs: number },
): Promise<string> {
  const old = await tx
    .selectFrom('asset')
    .select(['version', 'checksum', 'size_bytes', 'rating'])
    .where('id', '=', assetId)
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('asset_version')
    .values({
      asset_id: assetId,
      version: old.version,
      checksum: old.checksum,
      size_bytes: old.size_bytes,
      until_ms: change.nowMs,
    })
    .execute();
  await tx
    .updateTable('asset')
    .set({
      ...contentColumns(change.facts, change.nowMs),
      rating: old.rating,
      version: old.version + 1,
      status: 'active',
    })
    .where('id', '=', assetId)
    .execute();
  return old.checksum;
}

/** Notes the extension of one of the files that does not fit the content; null = all fit. */
export async function setMismatch(tx: Tx, assetId: string, mismatch: string | null): Promise<void> {
  await tx.updateTable('asset').set({ mismatch }).where('id', '=', assetId).execute();
}
