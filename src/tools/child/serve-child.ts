import { Worker } from 'node:worker_threads';
import { AppError } from '../../base/errors.ts';
import { toWire } from '../../base/wire-error.ts';
import type { FromChild, ToChild } from './child-message.ts';

/** One operation of a child process. Inputs and outputs are structured-cloneable. */
export type ChildOp = (input: never, signal: AbortSignal) => Promise<unknown>;

/** How often the watchdog looks whether the parent still lives. */
const PARENT_CHECK_MS = 1_000;

/**
 * A thread of its own, because a decoder may hold the main thread for minutes: it ends the process when the
 * parent is gone, however busy the rest is.
 */
const WATCHDOG = `
  const parent = Number(process.argv[2]);
  const group = process.platform === 'win32' ? process.pid : -process.pid;
  setInterval(() => { if (process.ppid !== parent) process.kill(group, 'SIGKILL'); }, ${PARENT_CHECK_MS});
`;

/**
 * Makes this process the child of a pool (see `openChildPool`): answers calls until the parent lets go,
 * and never outlives it.
 */
export function serveChild(ops: Readonly<Record<string, ChildOp>>): void {
  const running = new Map<number, AbortController>();
  const say = (message: FromChild): void => void process.send?.(message);
  const answer = async (id: number, op: string, input: unknown): Promise<void> => {
    const abort = new AbortController();
    running.set(id, abort);
    const rssMiB = (): number => process.memoryUsage.rss() / 1_048_576;
    try {
      const run = ops[op];
      if (!run) throw new AppError('bug', `No operation ${op} in this child`);
      // The pool's type parameter ties inputs to operations; only here both sides of the pipe meet.
      const output = await run(input as never, abort.signal);
      say({ type: 'ok', id, output, rssMiB: rssMiB() });
    } catch (error) {
      say({ type: 'error', id, error: toWire(error), rssMiB: rssMiB() });
    } finally {
      running.delete(id);
    }
  };
  process.on('message', (message: ToChild) => {
    if (message.type === 'abort') running.get(message.id)?.abort();
    else void answer(message.id, message.op, message.input);
  });
  // Ctrl+C reaches the whole terminal group; the parent decides when a child ends.
  process.on('SIGINT', () => undefined);
  const group = process.platform === 'win32' ? process.pid : -process.pid;
  process.on('disconnect', () => process.kill(group, 'SIGKILL'));
  // The pool gives its process id as the first argument: asking for `ppid` here may already be too late.
  const small = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };
  new Worker(WATCHDOG, {
    eval: true,
    argv: process.argv.slice(2, 3),
    resourceLimits: small,
    env: {},
    execArgv: [],
  }).unref();
  say({ type: 'ready' });
}
