import { threadId, workerData } from 'node:worker_threads';
import { AppError } from './errors.ts';
import { serveThread } from './serve-thread.ts';

// What `thread-pool.test.ts` asks: threads end in each of the ways they can.
serveThread((ask) => {
  if (ask === 'refuse') throw new AppError('disk_full', 'No room', { retry: { afterMs: 5 }, details: { at: 1 } });
  if (ask === 'exit') process.exit(3);
  if (ask === 'break')
    queueMicrotask(() => {
      throw new Error('broken');
    });
  if (ask === 'who') return String(threadId);
  if (ask === 'hold' && workerData instanceof SharedArrayBuffer) Atomics.wait(new Int32Array(workerData), 0, 0);
  return `${String(ask)} done`;
});
