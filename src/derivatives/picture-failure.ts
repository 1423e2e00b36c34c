import { stat } from 'node:fs/promises';
import { AppError, hasCode } from '../base/errors.ts';
import { modifiedMs } from '../base/modified-ms.ts';
import type { OriginalPlace } from '../catalogue/files/locate-original.ts';
import { isPassingTrouble } from '../db/passing-trouble.ts';
import type { RunningJob } from '../jobs/kind.ts';
import type { PictureNeeds } from './picture-needs.ts';

/** Pictures of other bytes than the catalogue knows must not pass for this content. @throws original_changed */
export async function refuseChanged(place: OriginalPlace): Promise<void> {
  const now = await stat(place.path);
  if (now.size === place.sizeBytes && modifiedMs(now) === place.mtimeMs) return;
  throw new AppError('original_changed', 'The file was changed after it was read', { retry: { afterMs: 60_000 } });
}

/** Nothing is written over what another has recorded meanwhile. @throws original_changed */
export function refuseSuperseded(recorded: 'recorded' | 'superseded'): void {
  if (recorded === 'superseded')
    throw new AppError('original_changed', 'The asset has other content or pictures by now', { retry: 'retry' });
}

/** Why an attempt at pictures failed, in words for people. @throws what was thrown, where it is no failure: a stop, a lost lease */
export async function failureOf(
  { needs, place, job }: { needs: PictureNeeds; place: OriginalPlace; job: RunningJob },
  thrown: unknown,
): Promise<AppError> {
  const reason = job.reason();
  if (job.signal.aborted && reason !== 'timeout') throw thrown;
  if (reason === 'timeout') return new AppError('decoder_timeout', 'The pictures took longer than allowed');
  const error = hasCode(thrown, 'job_lease_lost') ? thrown : await needs.explainUnreadable(place, thrown);
  if (error.code === 'job_lease_lost') throw error;
  return error;
}

/** Something outside is away: the job waits until it is back. */
export function isAway(error: AppError): boolean {
  const { code, retry } = error;
  return code === 'disk_full' || isPassingTrouble(error) || (typeof retry === 'object' && 'service' in retry);
}

/** What the engine must not try again. */
export function final(error: AppError): AppError {
  return new AppError(error.code, error.message, { retry: 'give-up', details: error.details, cause: error });
}
