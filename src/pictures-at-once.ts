import { availableParallelism, totalmem } from 'node:os';
import type { Config } from './config/schema.ts';

/** What one picture of usual size may need while it is decoded. */
const BYTES_A_PICTURE = 512 * 1_048_576;

/**
 * How many pictures are made at once by these settings. By itself one more than there are cores, which waits for the disk
 * while the others compute, and no more than there is memory for.
 */
export function picturesAtOnce({ pictures }: Pick<Config, 'pictures'>): number {
  if (pictures.concurrency > 0) return pictures.concurrency;
  // A container may have less than its machine; without a limit it is told as nothing, or as more than there is.
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  return Math.max(1, Math.min(availableParallelism() + 1, Math.floor(bytes / BYTES_A_PICTURE)));
}
