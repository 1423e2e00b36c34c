import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../base/errors.ts';
import { siblingModule } from '../../base/sibling-module.ts';
import { entriesOf, type FolderReport } from './folder-report.ts';
import type { WalkAsk, WalkMessage, WalkOptions, WalkOrder } from './walk-order.ts';

/** More threads bring nothing: the kernel's part of `lstat` is the limit. */
const MOST_THREADS = 2;
/** Looks that a thread may have before it: one to do, one to go on with while the answer travels. */
const ASKS_AHEAD = 2;
/** Messages and looks on their way before the reader is waited for. */
const MESSAGES_AHEAD = 8;
/** Files of one look; few at first, so that folders for the second thread are found soon. */
const LOOK_FILES = 2_000;
const FIRST_LOOK_FILES = 200;
/** Folders of one look. */
const LOOK_FOLDERS = 64;
/** Most of what a thread makes is thrown away at once: a small nursery costs nothing and saves 40 MB. */
const YOUNG_MIB = 4;

interface WalkThread {
  readonly worker: Worker;
  readonly shared: Int32Array;
  asks: number;
}

/** Reports of a thread that wait to be taken. */
interface Waiting {
  readonly thread: WalkThread;
  readonly reports: readonly FolderReport[];
}

/** A walk under way: hands folders to its threads, newest first, and keeps what they report until it is taken. */
export class Walk implements AsyncDisposable {
  readonly #options: WalkOptions;
  readonly #threads: WalkThread[] = [];
  readonly #inbox: Waiting[] = [];
  /** Folders to come, the next one last. */
  readonly #stack: string[];
  #wake = (): void => undefined;
  #failure: unknown;
  #isStopped = false;
  #hasCounted = false;
  #found = 0;
  #expected = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#stack = [options.sub];
    this.#hand();
  }

  /** Reports of some folders; undefined at the end. @throws walk_failed */
  async next(): Promise<readonly FolderReport[] | undefined> {
    for (;;) {
      const waiting = this.#inbox.shift();
      if (waiting) {
        Atomics.add(waiting.thread.shared, 1, 1);
        Atomics.notify(waiting.thread.shared, 1);
        this.#hand();
        return waiting.reports;
      }
      if (this.#hasEnded) return undefined;
      if (this.#failure !== undefined)
        throw new AppError('walk_failed', 'The walk of a folder ended early', { retry: 'retry', cause: this.#failure });
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Lets the threads end where they are; what was reported can still be taken. */
  stop(): void {
    this.#isStopped = true;
    this.#stack.length = 0;
    for (const { shared } of this.#threads) {
      Atomics.store(shared, 0, 1);
      Atomics.notify(shared, 1);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  get #open(): number {
    return this.#threads.reduce((sum, thread) => sum + thread.asks, 0);
  }

  get #hasEnded(): boolean {
    return this.#stack.length === 0 && this.#open === 0;
  }

  /** Gives folders to threads that have room, while the reader keeps up. */
  #hand(): void {
    while (this.#stack.length > 0 && !this.#isStopped) {
      if (this.#inbox.length + this.#open >= MESSAGES_AHEAD) {
        this.#count();
        return;
      }
      const thread = this.#freeThread();
      if (!thread) return;
      const share = Math.ceil(this.#stack.length / (this.#most * ASKS_AHEAD));
      const stack = this.#stack.splice(-Math.min(share, LOOK_FOLDERS));
      const isFew = this.#stack.length < this.#most * ASKS_AHEAD;
      this.#ask(thread, { type: 'look', stack, maxFiles: isFew ? FIRST_LOOK_FILES : LOOK_FILES });
    }
  }

  /** While the reader is waited for, what is still to come is counted once, so that the end is known early. */
  #count(): void {
    const [idle] = this.#hasCounted || this.#open > 0 ? [] : this.#threads;
    if (!idle) return;
    this.#hasCounted = true;
    this.#ask(idle, { type: 'count', stack: this.#stack });
  }

  #ask(thread: WalkThread, ask: WalkAsk): void {
    thread.asks += 1;
    thread.worker.postMessage(ask);
  }

  get #most(): number {
    // Followed links are told apart by the real paths that one thread has entered.
    return this.#options.followLinks ? 1 : Math.min(MOST_THREADS, availableParallelism());
  }

  #freeThread(): WalkThread | undefined {
    const [least] = this.#threads.toSorted((a, b) => a.asks - b.asks);
    if (least && least.asks === 0) return least;
    // The second thread starts when the first one has left something to it.
    if (this.#threads.length === 0 || (this.#threads.length < this.#most && this.#found > 0)) return this.#start();
    return least && least.asks < ASKS_AHEAD ? least : undefined;
  }

  #start(): WalkThread {
    const { onFound: _, known, ...rest } = this.#options;
    const buffer = new SharedArrayBuffer(8);
    const order: WalkOrder = { ...rest, known: [...known], shared: buffer };
    const worker = new Worker(siblingModule(import.meta.url, './walk-thread'), {
      workerData: order,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    });
    const thread: WalkThread = { worker, shared: new Int32Array(buffer), asks: 0 };
    worker.on('message', (message: WalkMessage) => this.#receive(thread, message));
    worker.on('error', (error) => {
      this.#failure = error;
      this.#wake();
    });
    this.#threads.push(thread);
    return thread;
  }

  #receive(thread: WalkThread, message: WalkMessage): void {
    if (message.type === 'reports') {
      this.#inbox.push({ thread, reports: message.reports });
      for (const report of message.reports) this.#found += entriesOf(report);
    } else {
      thread.asks -= 1;
      if (message.type === 'counted') this.#expected = this.#found + message.entries;
      else if (!this.#isStopped) this.#stack.push(...message.stack);
      this.#hand();
    }
    const isAll = this.#hasEnded;
    this.#options.onFound?.(isAll ? this.#found : Math.max(this.#found, this.#expected), isAll);
    this.#wake();
  }
}
