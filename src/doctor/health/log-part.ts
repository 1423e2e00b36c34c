import { bytesText, countOf } from '../../contract/count-words.ts';
import type { HealthPart } from '../../contract/health.ts';
import type { LogFile } from '../logs/log-files.ts';
import { healthPart } from './health-part.ts';

const HOUR_MS = 3_600_000;

/** The log grows too fast when all that is kept of it was written within an hour, though it has been rotated out already. */
export function logPart(files: readonly LogFile[], settings: { keep: number; nowMs: number }): HealthPart {
  const part = healthPart({ id: 'logs', title: 'Logs', group: 'logs', mandatory: false });
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const facts = { bytes, files: files.length };
  const oldest = files.at(-1);
  const isFull = files.length >= settings.keep && settings.keep > 1;
  if (oldest && isFull && settings.nowMs - oldest.changedMs < HOUR_MS) {
    return part.warn(
      {
        code: 'log_growing',
        detail: `All ${files.length} files were written within the hour`,
        cause: 'Something fails again and again, or logs.level is debug',
        next: 'Look at what the log says most, and raise logs.keep meanwhile',
        action: { id: 'open-logs', name: null },
        sinceMs: oldest.changedMs,
      },
      facts,
    );
  }
  return part.ok(`${bytesText(bytes)} in ${countOf(files.length, 'file')}`, facts);
}
