import type { FolderReport } from './folder-report.ts';
import type { WalkOptions } from './walk-order.ts';
import { Walk } from './walk.ts';

/**
 * Walks a folder in one or two threads: depth first, newest names first, synchronous `readdir` + `lstat`
 * (the fastest way measured). Parts of one folder come in order. Memory is bounded: threads wait for a slow reader.
 * @throws walk_failed when a thread dies
 */
export async function* walkFolder(options: WalkOptions, signal: AbortSignal): AsyncGenerator<readonly FolderReport[]> {
  await using walk = new Walk(options);
  const stop = (): void => walk.stop();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    for (let taken = await walk.next(); taken !== undefined; taken = await walk.next()) yield taken;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
