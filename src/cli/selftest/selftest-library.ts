import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../base/errors.ts';
import { dataPaths } from '../../config/data-paths.ts';
import type { AssetView } from '../../contract/asset.ts';
import { sampleAvi } from '../../doctor/samples/sample-avi.ts';
import { type SampleFacts, samplePng } from '../../doctor/samples/sample-png.ts';
import type { FoundSettings } from '../find-settings.ts';
import type { Library } from '../library.ts';

/** What the sample picture says of itself; metadata must come out the same. */
export const sampleFacts: SampleFacts = {
  capturedLocal: '2024-03-05T12:34:56',
  cameraModel: 'Supervisor Selftest',
  parameters:
    'a lighthouse at dawn\nNegative prompt: fog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 96x64',
};
/** Size of the sample picture and film. */
export const sampleSize = { widthPx: 96, heightPx: 64 } as const;

const POLL_MS = 50;

/** The person's settings (tools, limits), but everything that is written lies in `folder`. */
export function inFolder(found: FoundSettings, folder: string): FoundSettings {
  const paths = { derivatives: '', backups: '', logs: '', library: '' };
  const config = { ...found.config, paths, database: { ...found.config.database, file: '' } };
  return { ...found, config, dataFolder: folder, paths: dataPaths(config, folder) };
}

/** Writes the picture and the film. @returns their paths */
export async function writeSamples(folder: string): Promise<{ picture: string; film: string }> {
  await mkdir(folder, { recursive: true });
  const picture = join(folder, 'picture.png');
  const film = join(folder, 'film.avi');
  await writeFile(picture, samplePng(sampleSize, sampleFacts));
  await writeFile(film, sampleAvi(sampleSize));
  return { picture, film };
}

/** Imports the folder and waits until nothing of the two assets is waiting. @throws selftest_failed */
export async function importSamples(
  library: Library,
  files: { folder: string; picture: string; film: string },
  signal: AbortSignal,
): Promise<{ picture: AssetView; film: AssetView }> {
  const { id } = await library.startImport({ path: files.folder, mode: 'in-place' });
  for (;;) {
    signal.throwIfAborted();
    const { state, message } = await library.importView(id);
    if (state === 'failed' || state === 'cancelled')
      throw new AppError('selftest_failed', message ?? `The import was ${state}`);
    const done = state === 'done' ? await settled(library, files) : undefined;
    if (done) return done;
    await wait(POLL_MS, undefined, { signal });
  }
}

async function settled(
  library: Library,
  files: { picture: string; film: string },
): Promise<{ picture: AssetView; film: AssetView } | undefined> {
  const [picture, film] = await Promise.all([library.asset(files.picture), library.asset(files.film)]);
  const isWaiting = [picture.asset, film.asset].some(
    ({ metadata, pictures }) => metadata.state === 'waiting' || pictures === 'waiting',
  );
  return isWaiting ? undefined : { picture: picture.asset, film: film.asset };
}
