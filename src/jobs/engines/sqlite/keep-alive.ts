import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Log } from '../../../base/log.ts';
import type { KeepAliveData } from './keep-alive-thread.ts';

/** The compiled file where we are compiled: a URL is not rewritten as an import is. */
const THREAD = new URL(
  import.meta.url.endsWith('.ts') ? './keep-alive-thread.ts' : './keep-alive-thread.js',
  import.meta.url,
);
const THREAD_HEAP_MIB = 16;

/** Starts the thread that renews a worker's leases over a connection of its own, until disposed. */
export function startKeepAlive(data: KeepAliveData, log: Log): AsyncDisposable {
  const thread = new Worker(THREAD, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MIB } });
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
