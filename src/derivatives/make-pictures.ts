import { z } from 'zod';
import type { AppError } from '../base/errors.ts';
import { recordPictures } from '../catalogue/assets/record-pictures.ts';
import { locateOriginal, type OriginalPlace } from '../catalogue/files/locate-original.ts';
import { addTrace, chosenSteps } from '../catalogue/traces/add-trace.ts';
import { AssetId, SessionId } from '../contract/ids.ts';
import type { Tx } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import { append } from '../events/append.ts';
import { diskOf } from '../jobs/decide-failure.ts';
import { defineJob, delays, type RunningJob } from '../jobs/kind.ts';
import { picturesMade } from './events.ts';
import { type CurrentPictures, findKnown } from './find-picture.ts';
import { failureOf, final, isAway, refuseChanged, refuseSuperseded } from './picture-failure.ts';
import { type PictureNeeds, subjectOf } from './picture-needs.ts';
import { PictureTrace } from './picture-trace.ts';
import { picturesKey, type PictureSettings, settingsOf, wishOf } from './recipe.ts';
import { remakeSmall } from './remake-small.ts';
import { recordDerivatives, storedKeys, storePictures } from './store-pictures.ts';
import { type RoutedPictures, walkRoutes } from './walk-routes.ts';
import { whatStays } from './what-stays.ts';

/** Codes that mean: there is nothing to make, a retry would end the same. */
const NOTHING_THERE: ReadonlySet<string> = new Set([
  'picture_unsupported',
  'no_preview',
  'picture_empty',
  'video_no_picture',
]);

/** Preview, square and grid thumbnail, thumbhash and perceptual hash of one asset. */
export const makePictures = defineJob({
  kind: 'derivative.pictures',
  input: z.object({ assetId: AssetId, sessionId: SessionId.optional() }),
  queue: 'pictures',
  retry: delays(10_000, 30_000, 60_000),
  // about what it costs, compared with reading the tags
  weight: 4,
  timeoutMs: 600_000,
  resources: { cpu: 1 },
  services: () => [diskOf('pictures')],
  uniqueKey: ({ assetId }) => assetId,
  about: ({ assetId, sessionId }) => ({ asset: assetId, ...(sessionId === undefined ? {} : { session: sessionId }) }),
  async run({ assetId }, needs: PictureNeeds, job) {
    const usual = needs.pictureSettings();
    const place = await locateOriginal(needs.db, assetId);
    // a preview that somebody wished larger stays so, whatever else is made again
    const { settings, wished } = settingsOf(place, usual, wishOf(place.picturesKey, place.checksum) ?? 0);
    const key = picturesKey(place, usual, wished);
    const work: Work = { needs, usual, settings, key, place, trace: new PictureTrace(), job };
    try {
      return await make(work);
    } catch (error) {
      return await recordFailure(work, error);
    }
  },
});

interface Work {
  readonly needs: PictureNeeds;
  /** Those of the library. */
  readonly usual: PictureSettings;
  /** Those of this asset. */
  readonly settings: PictureSettings;
  /** What is recorded of how its pictures are made. */
  readonly key: string;
  readonly place: OriginalPlace;
  readonly trace: PictureTrace;
  readonly job: RunningJob;
}

async function make(work: Work): Promise<unknown> {
  const { needs, usual, settings, place, trace, job } = work;
  const { assetId, checksum } = place;
  job.stage('decode and scale');
  const { current, keys: before } = await findKnown(needs, { assetId, checksum, settings });
  const stays = await whatStays(place, current, usual);
  if (current && stays === 'all') return await recordAsNow(work, current);
  const routed =
    current && stays === 'preview'
      ? await remakeSmall(work, current, job.signal)
      : await walkRoutes({ needs, subject: subjectOf(place), settings, trace, signal: job.signal });
  job.facts({ route: routed.route.name, settings });
  job.stage('store');
  const pictures = await storePictures(needs.blobs, routed.made, { checksum, settings });
  job.stage('record');
  await refuseChanged(place);
  const result = await recordSuccess(work, routed, { pictures, isFirst: before.length === 0 });
  // A key holds the content's checksum, so no other asset uses it.
  const now = before.length > 0 ? new Set(await storedKeys(needs.db, assetId)) : undefined;
  for (const key of before) if (!now?.has(key)) await needs.blobs.remove(key);
  return result;
}

async function recordSuccess(
  work: Work,
  routed: RoutedPictures,
  { pictures, isFirst }: { pictures: Awaited<ReturnType<typeof storePictures>>; isFirst: boolean },
): Promise<unknown> {
  const { needs, key, place, trace, job } = work;
  const { made, route, state, code, message } = routed;
  const nowMs = needs.clock.now();
  const { assetId, checksum, picturesKey: keyBefore } = place;
  const size = { widthPx: made.sourceWidthPx, heightPx: made.sourceHeightPx, frames: made.frames };
  const result = { state, route: route.name };
  const write = async (tx: Tx): Promise<void> => {
    const recorded = await recordPictures(
      tx,
      { assetId, checksum, keyBefore, nowMs },
      {
        state,
        code,
        message,
        key,
        looks: { thumbhash: made.thumbhash, phash64: made.phash64 },
        size: route.isWhole ? size : undefined,
      },
    );
    refuseSuperseded(recorded);
    await recordDerivatives(tx, { assetId, route: route.name, nowMs }, pictures);
    await addTrace(tx, { assetId, atMs: nowMs, attempt: job.attempt }, chosenSteps(trace.steps, needs.traces()));
    await append(tx, [picturesMade.of(assetId, { state, route: route.name, message })], nowMs);
    await job.finish(tx, result);
  };
  // What a power cut takes is made again, but older pictures go only when the new ones are known for good.
  await inTransaction(needs.db, write, { isEarly: isFirst });
  return result;
}

/** Nothing would come out otherwise now: only the recipe is another. */
async function recordAsNow({ needs, key, place, job }: Work, current: CurrentPictures): Promise<unknown> {
  const { assetId, checksum, picturesKey: keyBefore } = place;
  const { route, code, message } = current;
  const state = code === null ? 'ready' : 'degraded';
  const nowMs = needs.clock.now();
  return await inTransaction(needs.db, async (tx) => {
    const about = { assetId, checksum, keyBefore, nowMs };
    refuseSuperseded(await recordPictures(tx, about, { state, code, message, key }));
    await append(tx, [picturesMade.of(assetId, { state, route, message })], nowMs);
    const result = { state, route };
    await job.finish(tx, result);
    return result;
  });
}

/**
 * Keeps the trace of what was tried. A failure that is final becomes the asset's state, so that it is not tried for
 * ever; anything else is thrown for the engine to try again. @throws the error, when it may go away
 */
async function recordFailure(work: Work, thrown: unknown): Promise<unknown> {
  const { needs, key, place, trace, job } = work;
  const error = await failureOf(work, thrown);
  const isFinal = error.retry === 'give-up' || job.reason() === 'timeout' || job.isLastTry;
  const nowMs = needs.clock.now();
  const { assetId, checksum, picturesKey: keyBefore } = place;
  const isDone = await inTransaction(needs.db, async (tx) => {
    await addTrace(tx, { assetId, atMs: nowMs, attempt: job.attempt }, chosenSteps(trace.steps, needs.traces()));
    if (!isFinal || isAway(error)) return false;
    const state = NOTHING_THERE.has(error.code) ? 'none' : 'failed';
    const message = error.message.slice(0, 500);
    await recordPictures(tx, { assetId, checksum, keyBefore, nowMs }, { state, code: error.code, message, key });
    await append(tx, [picturesMade.of(assetId, { state, route: null, message: error.code })], nowMs);
    return true;
  });
  if (!isDone || NOTHING_THERE.has(error.code)) return settle(error, isDone);
  throw final(error);
}

function settle(error: AppError, isDone: boolean): { state: 'none'; code: string } {
  if (!isDone) throw error;
  return { state: 'none', code: error.code };
}
