import type { Clock } from '../../base/clock.ts';
import { markPicturesDue, recordPicturesKey } from '../../catalogue/assets/record-pictures.ts';
import { placesOf } from '../../catalogue/files/places-of.ts';
import type { Enhanced, MadeUsual } from '../../contract/enhancement.ts';
import { AssetId, type JobId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { JobSink, NewJob } from '../../jobs/engine.ts';
import { newJob } from '../../jobs/kind.ts';
import { makePictures } from '../make-pictures.ts';
import { pictureServices, rootServices } from '../picture-services.ts';
import { withWish } from '../recipe.ts';
import { enhancePreview } from './enhance-preview.ts';
import { type LookedAt, lookAtPreviews } from './look-at-previews.ts';

interface Ask {
  readonly ids: readonly AssetId[];
  /** Only says what would be done. */
  readonly isDryRun: boolean;
}

/** Wishes larger previews, each once; says of every asset what became of it. @throws queue_full */
export async function askEnhancement(
  needs: { readonly db: Database; readonly sink: JobSink },
  { ids, isDryRun }: Ask,
): Promise<Enhanced[]> {
  const asked = [...new Set(ids)];
  const found = await lookAtPreviews(needs.db, asked);
  const places = await placesOf(needs.db, asked);
  const jobs = new Map<string, NewJob>();
  const answers = asked.map((id) => {
    const looked = found.get(id);
    const answer = judge(id, looked);
    if (answer.status !== 'queued' || !looked?.next) return answer;
    const { longestPx } = looked.next;
    jobs.set(id, newJob(enhancePreview, { assetId: id, longestPx }, { services: rootServices(places.get(id) ?? {}) }));
    return answer;
  });
  if (isDryRun || jobs.size === 0) return answers;
  const told = await needs.sink.enqueue([...jobs.values()]);
  const outcomes = new Map([...jobs.keys()].map((id, index) => [id, told[index]]));
  return answers.map((answer) => {
    const job = outcomes.get(answer.id);
    if (!job) return answer;
    // somebody else may have wished it meanwhile
    return { ...answer, job: job.id, ...(job.outcome === 'duplicate' ? { status: 'already_queued' as const } : {}) };
  });
}

function judge(id: string, looked: LookedAt | undefined): Enhanced {
  const fromWidth = looked?.preview?.widthPx ?? null;
  const answer = (status: Enhanced['status'], more: Partial<Enhanced> = {}): Enhanced => ({
    id,
    status,
    fromWidth,
    toWidth: fromWidth,
    job: null,
    code: null,
    message: null,
    ...more,
  });
  if (!looked) return answer('not_found', { code: 'asset_not_found', message: 'There is no such asset' });
  const { kind, status, last, preview, pictures, next } = looked;
  if (kind === 'video')
    return answer('not_a_picture', {
      message: 'A clip is played from its original: a larger still of it gains nothing',
    });
  if (last?.isOpen === true)
    return answer('already_queued', { job: last.id, toWidth: next?.widthPx ?? fromWidth, message: 'It is on its way' });
  if (!preview)
    return answer('no_preview', {
      code: pictures.code ?? 'picture_not_ready',
      message:
        pictures.message === null ? 'Its usual preview has not been made yet' : `It has none: ${pictures.message}`,
    });
  if (status === 'missing')
    return answer('no_original', { code: 'original_missing', message: 'No file of it is there any more' });
  if (!next) return answer('already_max', { message: 'The preview shows all that the original gives' });
  return answer('queued', { toWidth: next.widthPx });
}

/** Takes wishes back: the previews are made again as usual, and what is shown stays until then. @throws queue_full */
export async function undoEnhancement(
  needs: { readonly db: Database; readonly sink: JobSink; readonly clock: Clock },
  { ids, isDryRun }: Ask,
): Promise<MadeUsual[]> {
  const asked = [...new Set(ids)];
  return await inTransaction(needs.db, async (tx) => {
    const found = await lookAtPreviews(tx, asked);
    const answers = asked.map((id) => judgeUndo(id, found.get(id)));
    if (isDryRun) return answers;
    const wanted = answers.flatMap(({ id, status }) => (status === 'queued' ? (found.get(id) ?? []) : []));
    const jobs = await makeUsual(tx, needs, wanted);
    return answers.map((answer) => ({ ...answer, job: jobs.get(answer.id) ?? null }));
  });
}

function judgeUndo(id: string, looked: LookedAt | undefined): MadeUsual {
  const answer = (status: MadeUsual['status'], message: string | null): MadeUsual => ({
    id,
    status,
    job: null,
    message,
  });
  if (!looked) return answer('not_found', 'There is no such asset');
  if (looked.last?.isOpen === true) return answer('busy', 'A larger preview is on its way: cancel that job first');
  if (!looked.isEnhanced) return answer('already_usual', 'Its preview has its usual size');
  return answer('queued', null);
}

async function makeUsual(
  tx: Tx,
  { sink, clock }: { readonly sink: JobSink; readonly clock: Clock },
  assets: readonly LookedAt[],
): Promise<ReadonlyMap<string, JobId>> {
  if (assets.length === 0) return new Map();
  const nowMs = clock.now();
  for (const { id, checksum, picturesKey } of assets)
    await recordPicturesKey(
      tx,
      { assetId: id, checksum, keyBefore: picturesKey, nowMs },
      withWish(picturesKey ?? '', 0),
    );
  await markPicturesDue(
    tx,
    assets.map(({ id }) => id),
  );
  const places = await placesOf(
    tx,
    assets.map(({ id }) => id),
  );
  const jobs = assets.map(({ id, kind }) =>
    newJob(
      makePictures,
      { assetId: AssetId.parse(id) },
      { services: pictureServices({ rootId: places.get(id)?.rootId, kind }) },
    ),
  );
  const told = await sink.enqueue(jobs, tx);
  return new Map(assets.flatMap(({ id }, index) => (told[index] ? [[id, told[index].id]] : [])));
}
