import { namesMedia } from '../../formats/format-of.ts';

/** How the log says that a file is no media. */
export interface SkipVerdict {
  readonly outcome: 'skipped' | 'error';
  readonly code: string;
}

/** What reading a file without media ends with: nothing to worry about, unless its name promises a picture, a clip or a sidecar. */
export function judgeSkip(name: string, code: string): SkipVerdict {
  const isLoss = (code === 'not_media' || code === 'file_empty') && namesMedia(name);
  if (!isLoss) return { outcome: 'skipped', code };
  return { outcome: 'error', code: code === 'not_media' ? 'content_unknown' : code };
}
