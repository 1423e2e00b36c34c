import { Worker } from 'node:worker_threads';
import { AppError } from './errors.ts';
import { fromWire } from './wire-error.ts';
import type { ThreadReply } from './serve-thread.ts';

/** How the threads of a pool are started, and what they are asked. */
export interface ThreadPoolOptions {
  /** Calls `serveThread`. */
  readonly module: URL;
  /** At most so many, each started when the others have something to do. */
  readonly count: number;
  /** A small nursery costs nothing where what a thread makes is thrown away at once, and saves memory. */
  readonly youngMiB: number;
  /** Asks on their way to a thread, so that it need not wait for the next while its answer travels. */
  readonly asksAhead: number;
  /** A thread that had nothing to do for so long ends; without it they stay until the pool is disposed. */
  readonly idleMs?: number;
  /** Another thread starts only so long after the one before: what is soon done leaves the other cores alone. */
  readonly growMs?: number;
  readonly workerData?: unknown;
  /** Of what was asked, when its thread ended early. */
  died(cause: unknown): AppError;
}

interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread<Ask, Answer> {
  readonly worker: Worker;
  /** What it was asked and has not answered, in order: it does the first. */
  readonly asked: Waiting<Ask, Answer>[];
  idle: NodeJS.Timeout | undefined;
}

/**
 * Threads for work that blocks: each ask goes to one, whole, and comes back as one answer. A thread that dies fails only
 * what it was doing and is replaced. Threads keep the process alive only while they have something to do.
 */
export class ThreadPool<Ask, Answer> implements AsyncDisposable {
  readonly #options: ThreadPoolOptions;
  readonly #queue: Waiting<Ask, Answer>[] = [];
  readonly #threads: Thread<Ask, Answer>[] = [];
  #growth: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** @throws what the thread threw · cancelled */
  ask(ask: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(stopped());
        return;
      }
      this.#queue.push({ ask, resolve, reject });
      this.#feed();
    });
  }

  #feed(): void {
    while (this.#queue.length > 0) {
      const thread = this.#freeThread();
      const next = thread && this.#queue.shift();
      if (!next) return;
      if (thread.asked.push(next) === 1) this.#wakes(thread);
      thread.worker.postMessage(next.ask);
    }
  }

  #freeThread(): Thread<Ask, Answer> | undefined {
    const idle = this.#threads.find((thread) => thread.asked.length === 0);
    if (idle) return idle;
    if (this.#mayStart()) return this.#start();
    const least = this.#threads.toSorted((a, b) => a.asked.length - b.asked.length)[0];
    return least && least.asked.length < this.#options.asksAhead ? least : undefined;
  }

  #mayStart(): boolean {
    const { length } = this.#threads;
    return length === 0 || (length < this.#options.count && this.#growth === undefined);
  }

  #start(): Thread<Ask, Answer> {
    const { module, workerData, youngMiB } = this.#options;
    const worker = new Worker(module, { workerData, resourceLimits: { maxYoungGenerationSizeMb: youngMiB } });
    const thread: Thread<Ask, Answer> = { worker, asked: [], idle: undefined };
    this.#threads.push(thread);
    this.#waitToGrow();
    worker.on('message', (reply: ThreadReply<Answer>) => {
      const waiting = thread.asked.shift();
      if (reply.ok) waiting?.resolve(reply.answer);
      else waiting?.reject(fromWire(reply.error));
      this.#feed();
      if (thread.asked.length === 0) this.#rests(thread);
    });
    let cause: unknown;
    worker.on('error', (error) => (cause = error));
    worker.on('exit', (code) => {
      if (!this.#remove(thread)) return; // ended by the pool
      const [died, ...others] = thread.asked.splice(0);
      died?.reject(this.#options.died(cause ?? new Error(`The thread ended with ${code}`)));
      this.#queue.unshift(...others);
      this.#feed();
    });
    return thread;
  }

  #waitToGrow(): void {
    const { growMs } = this.#options;
    if (growMs === undefined) return;
    clearTimeout(this.#growth);
    this.#growth = setTimeout(() => {
      this.#growth = undefined;
      this.#feed();
    }, growMs);
    this.#growth.unref();
  }

  #wakes(thread: Thread<Ask, Answer>): void {
    clearTimeout(thread.idle);
    thread.idle = undefined;
    thread.worker.ref();
  }

  #rests(thread: Thread<Ask, Answer>): void {
    const { idleMs } = this.#options;
    thread.worker.unref();
    if (idleMs === undefined) return;
    thread.idle = setTimeout(() => {
      this.#remove(thread);
      void thread.worker.terminate();
    }, idleMs);
    thread.idle.unref();
  }

  #remove(thread: Thread<Ask, Answer>): boolean {
    clearTimeout(thread.idle);
    const at = this.#threads.indexOf(thread);
    if (at >= 0) this.#threads.splice(at, 1);
    return at >= 0;
  }

  /** What was asked and not answered ends with `cancelled`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#growth);
    const threads = this.#threads.splice(0);
    for (const { idle } of threads) clearTimeout(idle);
    await Promise.all(threads.map((thread) => thread.worker.terminate()));
    for (const waiting of [...threads.flatMap((thread) => thread.asked), ...this.#queue.splice(0)])
      waiting.reject(stopped());
  }
}

function stopped(): AppError {
  return new AppError('cancelled', 'Stopped before it was done', { retry: 'retry' });
}
