import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Log } from '../../base/log.ts';

const THREAD_HEAP_MIB = 16;

/** Starts the thread of an engine that renews a worker's leases over a connection of its own, until disposed. */
export function startThread(file: URL, data: object, log: Log): AsyncDisposable {
  const thread = new Worker(file, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MIB } });
  thread.unref();
  // the worker goes on renewing in its own loop
  thread.on('error', (error) => log.error({ code: 'unexpected', error }, 'The thread that renews leases ended'));
  return {
    async [Symbol.asyncDispose]() {
      if (thread.threadId === -1) return; // it had ended before
      thread.ref();
      const ended = once(thread, 'exit');
      thread.postMessage('stop');
      await ended;
    },
  };
}
