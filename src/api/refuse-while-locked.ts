import { AppError } from '../base/errors.ts';
import type { LockWatch } from '../db/lock-watch.ts';
import { withPatience } from '../db/patience.ts';

/** A request waits no longer for another process that writes. */
const PATIENCE_MS = 25;
const LOOK_MS = 5;

/**
 * Ends a request that would wait for another process's write. Reading waits for none. On SQLite a change that was asked for
 * may still be made, and asking again is harmless; a database server is told not to wait. @throws busy
 */
export async function refuseWhileLocked<T>(lock: LockWatch | undefined, work: () => Promise<T>): Promise<T> {
  if (lock === undefined) return await withPatience(PATIENCE_MS, work);
  const { promise, reject } = Promise.withResolvers<never>();
  let waitedMs = 0;
  const look = setInterval(() => {
    waitedMs = lock.waitedMs > 0 ? waitedMs + LOOK_MS : 0;
    if (waitedMs >= PATIENCE_MS) reject(new AppError('busy', 'Another process writes to the library'));
  }, LOOK_MS);
  const done = work();
  done.catch(() => undefined); // what comes after the answer is in the log of the write
  try {
    return await Promise.race([done, promise]);
  } finally {
    clearInterval(look);
  }
}
