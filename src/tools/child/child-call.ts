import { AppError } from '../../base/errors.ts';
import type { ChildEnd } from './pooled-child.ts';

export interface CallOptions {
  /** From the moment it runs, not while it waits. The child is killed when it is over. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Its child does nothing else meanwhile. */
  readonly isAlone?: boolean;
}

/** One call on its way through a pool. */
export class ChildCall {
  readonly id: number;
  readonly op: string;
  readonly input: unknown;
  readonly timeoutMs: number;
  readonly output: Promise<unknown>;
  /** It runs alone: the caller wishes it, or it was in a child that died with others in it and the guilty one is looked for. */
  isAlone: boolean;
  /** The caller has its answer; after an abort the child may still be busy with it. */
  isSettled = false;
  #resolve: (output: unknown) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopListening: () => void = () => undefined;

  constructor(id: number, op: string, work: { input: unknown; options: CallOptions }) {
    this.id = id;
    this.op = op;
    this.input = work.input;
    this.timeoutMs = work.options.timeoutMs;
    this.isAlone = work.options.isAlone === true;
    this.output = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Calls `aborted` once if the signal aborts before the call has ended; the caller gets the signal's reason. */
  listen(signal: AbortSignal | undefined, aborted: () => void): void {
    if (!signal) return;
    const onAbort = (): void => {
      this.fail(signal.reason);
      aborted();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#stopListening = () => signal.removeEventListener('abort', onAbort);
  }

  /** Restarts the call's clock. */
  startTimer(ms: number, over: () => void): void {
    this.stopTimer();
    this.#timer = setTimeout(over, ms);
  }

  stopTimer(): void {
    clearTimeout(this.#timer);
  }

  succeed(output: unknown): void {
    this.#settle();
    this.#resolve(output);
  }

  fail(error: AppError | unknown): void {
    this.#settle();
    this.#reject(error);
  }

  #settle(): void {
    this.isSettled = true;
    this.stopTimer();
    this.#stopListening();
  }
}

/** The error of a call whose child ended: `code` when we killed it for a reason, else a crash. */
export function howItEnded(call: ChildCall, code: string | undefined, end: ChildEnd): AppError {
  const details = { op: call.op, exitCode: end.exitCode, signal: end.signal, stderr: end.stderr.slice(-500) };
  if (code === 'decoder_timeout') return new AppError(code, `No end after ${call.timeoutMs} ms`, { details });
  if (code === 'decoder_out_of_memory') return new AppError(code, 'It needed more memory than allowed', { details });
  return new AppError('decoder_crashed', `The decoder died (${end.signal ?? `exit ${end.exitCode}`})`, { details });
}
