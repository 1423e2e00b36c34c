import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { systemCode } from '../base/errors.ts';

/** Where a file is that was opened by its path: still there, moved or removed, or with another in its place. */
export type FilePlace = 'same' | 'gone' | 'other';

/** Watches the path of a file that is open: who moves it away takes along what is written from then on. */
export function watchPlace(file: string): () => Promise<FilePlace> {
  const opened = statSync(file, { bigint: true });
  return async () => {
    try {
      const now = await stat(file, { bigint: true });
      return now.ino === opened.ino && now.dev === opened.dev ? 'same' : 'other';
    } catch (error) {
      return systemCode(error) === 'ENOENT' ? 'gone' : 'same'; // a volume that does not answer is another trouble
    }
  };
}
