import { sql } from 'kysely';
import { z } from 'zod';
import { JobId } from '../../contract/ids.ts';
import type { PreviewStatus } from '../../contract/enhancement.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { AssetTable } from '../../db/tables/asset.ts';
import type { JobState } from '../../db/tables/job.ts';
import { isTerminal } from '../../jobs/states.ts';
import { makePictures } from '../make-pictures.ts';
import { wishOf } from '../recipe.ts';
import { EnhanceResult, enhancePreview } from './enhance-preview.ts';
import { largerPreview, type PictureSize } from './larger-preview.ts';

/** The last job that was to make the preview larger. */
interface LastJob {
  readonly id: JobId;
  readonly state: JobState;
  readonly isOpen: boolean;
  /** It has failed since the preview that is there was made. */
  readonly failure: { readonly code: string; readonly message: string } | undefined;
}

/** A preview, and what is known of making it larger. */
export interface LookedAt {
  readonly id: string;
  readonly kind: AssetTable['kind'];
  readonly status: AssetTable['status'];
  readonly checksum: string;
  readonly picturesKey: string | null;
  readonly pictures: { readonly code: string | null; readonly message: string | null };
  readonly previewStatus: PreviewStatus;
  /** Undefined while there is none of this content. */
  readonly preview: PictureSize | undefined;
  readonly isEnhanced: boolean;
  /** Undefined where nothing is to gain. */
  readonly next: ReturnType<typeof largerPreview>;
  readonly last: LastJob | undefined;
}

const StoredError = z.object({ code: z.string(), message: z.string() });

/** What is known of the previews of these assets, at most a few hundred; ids that are not there are left out. */
export async function lookAtPreviews(
  db: Database | Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LookedAt>> {
  const assets = await db
    .selectFrom('asset')
    .leftJoin('derivative', (join) =>
      join.onRef('derivative.asset_id', '=', 'asset.id').on('derivative.kind', '=', sql.lit('preview')),
    )
    .select(['asset.id', 'asset.kind', 'asset.status', 'checksum', 'asset.width_px', 'asset.height_px'])
    .select(['pictures_key', 'pictures_state', 'pictures_code', 'pictures_message'])
    .select(['derivative.width_px as previewWidth', 'derivative.height_px as previewHeight', 'made_at_ms'])
    .where('asset.id', 'in', ids)
    .execute();
  const jobs = await jobsOf(db, ids);
  return new Map(
    assets.map((row) => {
      const { picturing, last } = jobs.get(row.id) ?? {};
      const wished = wishOf(row.pictures_key, row.checksum);
      const preview = wished === undefined ? undefined : sizeOf(row.previewWidth, row.previewHeight);
      const next = preview && largerPreview(preview, sizeOf(row.width_px, row.height_px));
      const { isSpent, ...lastJob } = judgeLast(last, { madeAtMs: row.made_at_ms ?? 0, preview });
      const looked: LookedAt = {
        id: row.id,
        kind: row.kind,
        status: row.status,
        checksum: row.checksum,
        picturesKey: row.pictures_key,
        pictures: { code: row.pictures_code, message: row.pictures_message },
        previewStatus: previewStatus(row.pictures_state, picturing === true),
        preview,
        isEnhanced: preview !== undefined && (wished ?? 0) > 0,
        next: isSpent ? undefined : next,
        last: lastJob.last,
      };
      return [row.id, looked];
    }),
  );
}

function sizeOf(widthPx: number | null, heightPx: number | null): PictureSize | undefined {
  return widthPx === null || heightPx === null || widthPx < 1 || heightPx < 1 ? undefined : { widthPx, heightPx };
}

function previewStatus(state: AssetTable['pictures_state'], isRunning: boolean): PreviewStatus {
  if (state === 'waiting') return isRunning ? 'processing' : 'pending';
  return state === 'degraded' ? 'ready' : state;
}

interface JobRow {
  readonly id: string;
  readonly state: JobState;
  readonly error: string | null;
  readonly result: string | null;
  readonly finished_at_ms: number | null;
}

/** Of each asset whether its pictures are being made, and the last job that was to make its preview larger. */
async function jobsOf(
  db: Database | Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { picturing?: boolean; last?: JobRow }>> {
  const rows = await db
    .selectFrom('job')
    .select(['id', 'kind', 'asset_id', 'state', 'error', 'result', 'finished_at_ms'])
    .where('asset_id', 'in', ids)
    .where('kind', 'in', [makePictures.kind, enhancePreview.kind])
    .orderBy('id')
    .execute();
  const found = new Map<string, { picturing?: boolean; last?: JobRow }>();
  for (const row of rows) {
    const of = found.get(row.asset_id ?? '') ?? {};
    if (row.kind === enhancePreview.kind) of.last = row;
    else if (row.state === 'running') of.picturing = true;
    found.set(row.asset_id ?? '', of);
  }
  return found;
}

/** `isSpent`: it has found that the original gives no more than the preview that is there. */
function judgeLast(
  job: JobRow | undefined,
  { madeAtMs, preview }: { madeAtMs: number; preview: PictureSize | undefined },
): { last: LastJob | undefined; isSpent: boolean } {
  if (!job) return { last: undefined, isSpent: false };
  const isNewer = (job.finished_at_ms ?? 0) >= madeAtMs;
  const failure =
    job.state === 'failed' && isNewer ? StoredError.safeParse(JSON.parse(job.error ?? '{}')).data : undefined;
  const result = job.state === 'done' ? EnhanceResult.safeParse(JSON.parse(job.result ?? 'null')).data : undefined;
  const isSpent = isNewer && result?.state === 'already_max' && result.toWidth === preview?.widthPx;
  return { last: { id: JobId.parse(job.id), state: job.state, isOpen: !isTerminal(job.state), failure }, isSpent };
}
