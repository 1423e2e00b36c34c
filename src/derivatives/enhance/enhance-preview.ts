import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { AppError, toAppError } from '../../base/errors.ts';
import { recordPicturesKey } from '../../catalogue/assets/record-pictures.ts';
import { locateOriginal, type OriginalPlace } from '../../catalogue/files/locate-original.ts';
import { addTrace, chosenSteps } from '../../catalogue/traces/add-trace.ts';
import { AssetId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import { inTransaction } from '../../db/transaction.ts';
import { append } from '../../events/append.ts';
import { diskOf } from '../../jobs/decide-failure.ts';
import { defineJob, delays, type RunningJob } from '../../jobs/kind.ts';
import type { MadePicture } from '../../tools/images/picture-request.ts';
import { previewEnhanced } from '../events.ts';
import { failureOf, final, refuseChanged, refuseSuperseded } from '../picture-failure.ts';
import { type PictureNeeds, subjectOf } from '../picture-needs.ts';
import { PictureTrace } from '../picture-trace.ts';
import { wishedSettings, wishOf, withWish } from '../recipe.ts';
import { recordDerivatives, storePictures } from '../store-pictures.ts';
import { type RoutedPictures, walkRoutes } from '../walk-routes.ts';
import { ENHANCED_MAX_PX, longestOf, type PictureSize } from './larger-preview.ts';

/** How the one step is called that tells of the whole. */
const WHOLE = 'enhance';

/** What came of it, as the job keeps it. */
export const EnhanceResult = z.object({
  /** `already_max`: nothing larger came of the original, so the preview stays as it is. */
  state: z.enum(['ready', 'already_max']),
  fromWidth: z.number().int(),
  toWidth: z.number().int(),
});
type EnhanceResult = z.infer<typeof EnhanceResult>;

/** A larger preview of one asset, from its original; enqueued only where somebody wishes it. */
export const enhancePreview = defineJob({
  kind: 'derivative.enhance',
  // the size is fixed when it is wished: running twice enlarges once
  input: z.object({ assetId: AssetId, longestPx: z.int().min(1).max(ENHANCED_MAX_PX) }),
  queue: 'enhance',
  // after the pictures of everything else
  priority: 200,
  retry: delays(5_000, 15_000),
  timeoutMs: 300_000,
  resources: { cpu: 1 },
  services: () => [diskOf('pictures'), diskOf('enhance')],
  uniqueKey: ({ assetId }) => assetId,
  about: ({ assetId }) => ({ asset: assetId }),
  async run({ assetId, longestPx }, needs: PictureNeeds, job) {
    const about = { needs, assetId, trace: new PictureTrace('enhancement'), job, startedMs: performance.now() };
    let place: OriginalPlace | undefined;
    try {
      place = await locateOriginal(needs.db, assetId);
      return await enhance({ ...about, place, longestPx });
    } catch (error) {
      throw await recordFailure({ ...about, place }, error);
    }
  },
});

interface Attempt {
  readonly needs: PictureNeeds;
  readonly assetId: AssetId;
  readonly trace: PictureTrace;
  readonly job: RunningJob;
  readonly startedMs: number;
}

interface Work extends Attempt {
  readonly place: OriginalPlace;
  /** The wish. */
  readonly longestPx: number;
}

/** The preview that is there. */
interface Before extends PictureSize {
  readonly blobKey: string;
  readonly picturesKey: string;
}

async function enhance(work: Work): Promise<EnhanceResult> {
  const { needs, place, longestPx, trace, job } = work;
  const before = await presentPreview(needs.db, place);
  const isDone = longestOf(before) >= longestPx || (wishOf(before.picturesKey, place.checksum) ?? 0) >= longestPx;
  if (isDone) return { state: 'ready', fromWidth: before.widthPx, toWidth: before.widthPx };
  const settings = wishedSettings(needs.pictureSettings(), longestPx);
  job.stage('decode and scale');
  const routed = await walkRoutes({ needs, subject: subjectOf(place), settings, trace, signal: job.signal });
  const { preview, square, grid } = routed.made;
  // the small ones prove that it decodes; those of the library stay
  await Promise.all([square, grid].map(({ file }) => rm(file, { force: true })));
  job.facts({ route: routed.route.name, settings });
  if (!preview || longestOf(preview) <= longestOf(before)) {
    if (preview) await rm(preview.file, { force: true });
    return await recordNothingGained(work, before);
  }
  job.stage('store');
  const pictures = await storePictures(needs.blobs, { preview }, { checksum: place.checksum, settings });
  job.stage('record');
  await refuseChanged(place);
  const result = await recordLarger(work, { before, routed, preview, pictures });
  // older bytes go only when the new ones are known for good
  if (!pictures.some(({ key }) => key === before.blobKey)) await needs.blobs.remove(before.blobKey);
  return result;
}

/** @throws picture_not_ready when the usual pictures of this content have to be made first */
async function presentPreview(db: Database, { assetId, checksum, picturesKey }: OriginalPlace): Promise<Before> {
  const row = await db
    .selectFrom('derivative')
    .select(['blob_key as blobKey', 'width_px as widthPx', 'height_px as heightPx'])
    .where('asset_id', '=', assetId)
    .where('kind', '=', 'preview')
    .executeTakeFirst();
  if (!row || picturesKey === null || wishOf(picturesKey, checksum) === undefined)
    throw new AppError('picture_not_ready', 'There is no preview yet that could be made larger');
  return { ...row, picturesKey };
}

async function recordLarger(
  work: Work,
  made: {
    before: Before;
    routed: RoutedPictures;
    preview: MadePicture;
    pictures: Awaited<ReturnType<typeof storePictures>>;
  },
): Promise<EnhanceResult> {
  const { needs, assetId, place, longestPx, trace, job } = work;
  const { before, routed, preview, pictures } = made;
  const { widthPx, heightPx, bytes } = preview;
  const nowMs = needs.clock.now();
  const route = routed.route.name;
  const result: EnhanceResult = { state: 'ready', fromWidth: before.widthPx, toWidth: widthPx };
  const detail = `${before.widthPx} → ${widthPx} pixels wide`;
  const { code } = routed;
  trace.steps.push({ ...whole(work), ok: true, detail, bytes, widthPx, heightPx, ...(code === null ? {} : { code }) });
  await inTransaction(needs.db, async (tx) => {
    const about = { assetId, checksum: place.checksum, keyBefore: before.picturesKey, nowMs };
    refuseSuperseded(await recordPicturesKey(tx, about, withWish(before.picturesKey, longestPx)));
    await recordDerivatives(tx, { assetId, route, nowMs }, pictures);
    await recordTrace(tx, work, nowMs);
    const message = `${widthPx} × ${heightPx}`;
    await append(tx, [previewEnhanced.of(assetId, { fromWidthPx: before.widthPx, widthPx, route, message })], nowMs);
    await job.finish(tx, result);
  });
  return result;
}

/** The original gives no more than what is there: that is an answer, not a failure. */
async function recordNothingGained(work: Work, before: Before): Promise<EnhanceResult> {
  const { needs, trace, job } = work;
  const { widthPx } = before;
  const result: EnhanceResult = { state: 'already_max', fromWidth: widthPx, toWidth: widthPx };
  const detail = `the original gives no more than ${widthPx} pixels of width`;
  trace.steps.push({ ...whole(work), ok: true, code: 'already_max', detail });
  await inTransaction(needs.db, async (tx) => {
    await recordTrace(tx, work, needs.clock.now());
    await job.finish(tx, result);
  });
  return result;
}

/** Keeps what was tried; the preview stays as it is. @returns the error for the engine to decide on */
async function recordFailure(
  attempt: Attempt & { place: OriginalPlace | undefined },
  thrown: unknown,
): Promise<AppError> {
  const { needs, place, trace, job } = attempt;
  const error = place ? await failureOf({ needs, place, job }, thrown) : toAppError(thrown);
  const { code, message } = error;
  trace.steps.push({ ...whole(attempt), ok: false, code, detail: message.slice(0, 300) });
  await inTransaction(needs.db, (tx) => recordTrace(tx, attempt, needs.clock.now()));
  return job.reason() === 'timeout' ? final(error) : error;
}

/** The step that tells of the whole; it took what the tries before it did not. */
function whole({ startedMs, trace }: Attempt): { type: 'enhancement'; method: string; durationUs: number } {
  const tried = trace.steps.filter(({ method }) => !method.includes('/'));
  const triedUs = tried.reduce((sum, { durationUs }) => sum + durationUs, 0);
  return {
    type: 'enhancement',
    method: WHOLE,
    durationUs: Math.max(0, (performance.now() - startedMs) * 1_000 - triedUs),
  };
}

async function recordTrace(tx: Tx, { needs, assetId, trace, job }: Attempt, nowMs: number): Promise<void> {
  await addTrace(tx, { assetId, atMs: nowMs, attempt: job.attempt }, chosenSteps(trace.steps, needs.traces()));
}
