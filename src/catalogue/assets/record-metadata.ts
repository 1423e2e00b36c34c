import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { newId } from '../../base/ids.ts';
import type { AssetFacts } from '../../contract/asset-facts.ts';
import type { Tx } from '../../db/database.ts';
import type { AssetTable } from '../../db/tables/asset.ts';
import { cameraName } from '../facts/camera.ts';
import { dayOf, wallClockMs } from '../timeline/wall-clock.ts';

/** Tags of one source as a tool read them. */
export interface ReadDocument {
  /** `file`, `video`, or `sidecar:<path>`. */
  readonly source: string;
  readonly tool: string;
  /** By group and name. */
  readonly tags: Readonly<Record<string, unknown>>;
}

/** How reading an asset's metadata ended. */
export interface MetadataResult {
  readonly state: Exclude<AssetTable['metadata_state'], 'waiting'>;
  /** exiftool, exiftool_fast, fallback, none. */
  readonly method: string;
  readonly code: string | null;
  readonly message: string | null;
  /** Undefined: nothing could be read; what the first bytes told stays. */
  readonly facts: AssetFacts | undefined;
  readonly documents: readonly ReadDocument[];
}

interface About {
  readonly assetId: string;
  /** Of the content that was read. */
  readonly checksum: string;
  readonly mtimeMs: number;
  readonly nowMs: number;
}

/**
 * Records the metadata of the content it was read of: facts, the columns they are sorted and searched by, and the tags
 * as read where they changed. Errors of pictures are not touched.
 * @returns `superseded` when the asset has other content by now, or is gone: nothing was written
 */
export async function recordMetadata(tx: Tx, about: About, result: MetadataResult): Promise<'recorded' | 'superseded'> {
  const updated = await tx
    .updateTable('asset')
    .set((eb) => ({
      metadata_state: result.state,
      metadata_method: result.method,
      metadata_code: result.code,
      metadata_message: result.message,
      updated_at_ms: about.nowMs,
      ...(result.facts ? factColumns(result.facts, about.mtimeMs) : {}),
      // What a decoder saw goes before what the file says, and both before nothing.
      ...(result.facts
        ? {
            width_px: eb.fn.coalesce(eb.val(result.facts.widthPx), 'width_px'),
            height_px: eb.fn.coalesce(eb.val(result.facts.heightPx), 'height_px'),
            frames: eb.fn.coalesce('frames', eb.val(result.facts.frames)),
          }
        : {}),
    }))
    .where('id', '=', about.assetId)
    .where('checksum', '=', about.checksum)
    .executeTakeFirst();
  if (updated.numUpdatedRows === 0n) return 'superseded';
  for (const document of result.documents) await addDocument(tx, about, document);
  return 'recorded';
}

function factColumns(facts: AssetFacts, mtimeMs: number) {
  const sortMs = wallClockMs(facts.capture?.local ?? null, mtimeMs);
  return {
    facts: JSON.stringify(facts),
    orientation: facts.orientation,
    duration_ms: facts.durationMs,
    sort_ms: sortMs,
    sort_day: dayOf(sortMs),
    captured_source: facts.capture?.source ?? null,
    captured_confidence: facts.capture?.confidence ?? null,
    offset_min: facts.capture?.offsetMin ?? null,
    camera: cameraName(facts.cameraMake, facts.cameraModel),
    rating: facts.rating,
    lat: facts.lat,
    lon: facts.lon,
    has_generation: facts.generation.length > 0 ? 1 : 0,
  };
}

/** Older readings stay; one that says the same as an older one makes that the newest again. */
async function addDocument(tx: Tx, about: About, { source, tool, tags }: ReadDocument): Promise<void> {
  const text = JSON.stringify(tags);
  const digest = createHash('sha256').update(text).digest('hex');
  const row = { asset_id: about.assetId, source, tool, read_at_ms: about.nowMs, digest, tags: text };
  await tx
    .insertInto('metadata_document')
    .values({ id: newId('md', about.nowMs), ...row })
    .onConflict((conflict) =>
      conflict.columns(['asset_id', 'source', 'digest']).doUpdateSet({ tool, read_at_ms: about.nowMs }),
    )
    .execute();
}

/** Assets that were read while ExifTool was missing are due again, now that it works. @returns how many */
export async function markFallbackDue(tx: Tx): Promise<number> {
  return await markMetadataDue(tx, 'metadata_tool_missing');
}

/** Assets whose metadata are not all they could be, for this reason, are due again. @returns how many */
export async function markMetadataDue(tx: Tx, code: string): Promise<number> {
  const marked = await tx
    .updateTable('asset')
    .set({ metadata_state: 'waiting' })
    .where('metadata_state', 'in', ['degraded', 'failed'])
    // Word for word the condition of the partial index: without it each call would look at every asset.
    .where('metadata_state', '!=', sql.lit('ready'))
    .where('metadata_code', '=', code)
    .executeTakeFirst();
  return Number(marked.numUpdatedRows);
}
