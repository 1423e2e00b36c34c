import { parentPort } from 'node:worker_threads';
import { toWire, type WireError } from './wire-error.ts';

/** A thread's answer to the ask that is first in line. */
export type ThreadReply<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly error: WireError };

/** Makes this thread one of a `ThreadPool`: does one ask after the other, of the type its pool says. `run` may block. */
export function serveThread(run: (ask: unknown) => unknown): void {
  const reply = (message: ThreadReply<unknown>): void => parentPort?.postMessage(message);
  parentPort?.on('message', (ask: unknown) => {
    try {
      reply({ ok: true, answer: run(ask) });
    } catch (error) {
      reply({ ok: false, error: toWire(error) });
    }
  });
}
