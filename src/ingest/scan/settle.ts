import { lstat } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { modifiedMs } from '../../base/modified-ms.ts';
import type { FileStat } from '../../catalogue/files/file-rows.ts';

/** How often a file that keeps growing is looked at before the scan goes on without it. */
const MOST_LOOKS = 150;

/**
 * Waits until a file has not changed for `settleMs`: at once for old files, so it costs nothing where nothing is being written.
 * @returns the file as it stands then
 * @throws still_changing after 150 looks · cancelled · system codes
 */
export async function waitUntilSettled(
  file: { path: string; stat: FileStat },
  options: { settleMs: number; clock: Clock; signal: AbortSignal },
): Promise<FileStat> {
  let { stat } = file;
  for (let look = 0; look < MOST_LOOKS; look++) {
    const ageMs = options.clock.now() - stat.mtimeMs;
    if (ageMs >= options.settleMs || ageMs < 0) return stat;
    await options.clock.sleep(Math.max(options.settleMs - ageMs, 50), options.signal);
    if (options.signal.aborted) throw new AppError('cancelled', 'Stopped while waiting for a file to settle');
    const now = await lstat(file.path);
    const next = { sizeBytes: now.size, mtimeMs: modifiedMs(now), inode: String(now.ino) };
    if (next.sizeBytes === stat.sizeBytes && next.mtimeMs === stat.mtimeMs) return next;
    stat = next;
  }
  throw new AppError('still_changing', 'The file is still being written', { retry: { afterMs: options.settleMs } });
}
