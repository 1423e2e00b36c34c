import { Worker } from 'node:worker_threads';
import { AppError } from '../../base/errors.ts';
import { siblingModule } from '../../base/sibling-module.ts';
import type { HeadFacts } from '../head/head-facts.ts';

/** Most of what a thread makes is thrown away at once: a small nursery costs nothing and saves memory. */
const YOUNG_MIB = 4;

export interface ReadAsk {
  readonly id: number;
  /** Absolute. */
  readonly path: string;
  readonly name: string;
}

/** What one reading of a file tells: identity, format by content, and the facts of its first bytes. */
export interface ReadResult {
  /** SHA-256 of all bytes, hex. */
  readonly checksum: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly inode: string;
  readonly format: string;
  readonly mismatch: string | null;
  /** Null for sidecars. */
  readonly head: HeadFacts | null;
  readonly durationUs: number;
}

/** A reader thread's answer to the ask of that id. */
export type ReadMessage =
  | { readonly id: number; readonly ok: true; readonly result: ReadResult }
  | { readonly id: number; readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

interface Waiting {
  readonly ask: ReadAsk;
  readonly resolve: (result: ReadResult) => void;
  readonly reject: (error: unknown) => void;
}

interface Reader {
  readonly thread: Worker;
  /** What it was asked and has not answered, in order: it reads the first. */
  readonly asked: Waiting[];
}

/** Asks on their way to a thread, so that it need not wait for the next while its answer travels. */
const ASKS_AHEAD = 3;

/**
 * Threads that read files: each file once, for hash, format and head facts together.
 * A thread that dies fails only its file and is replaced. Threads start with the first file.
 */
export class FileReaders implements AsyncDisposable {
  readonly #count: number;
  readonly #stop = new SharedArrayBuffer(4);
  readonly #queue: Waiting[] = [];
  readonly #readers: Reader[] = [];
  #nextId = 1;
  #isClosed = false;

  constructor(count: number) {
    this.#count = count;
  }

  /** @throws file_missing · permission_denied · file_empty · not_media · not_a_file · still_changing · disk_error · reader_died · cancelled */
  read(path: string, name: string): Promise<ReadResult> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(new AppError('cancelled', 'Stopped before the file was read', { retry: 'retry' }));
        return;
      }
      this.#queue.push({ ask: { id: this.#nextId++, path, name }, resolve, reject });
      this.#feed();
    });
  }

  #feed(): void {
    while (this.#queue.length > 0) {
      const reader = this.#freeReader();
      const next = reader && this.#queue.shift();
      if (!next) return;
      reader.asked.push(next);
      reader.thread.postMessage(next.ask);
    }
  }

  #freeReader(): Reader | undefined {
    const idle = this.#readers.find((reader) => reader.asked.length === 0);
    if (idle) return idle;
    if (this.#readers.length < this.#count) return this.#start();
    const least = this.#readers.toSorted((a, b) => a.asked.length - b.asked.length)[0];
    return least && least.asked.length < ASKS_AHEAD ? least : undefined;
  }

  #start(): Reader {
    const thread = new Worker(siblingModule(import.meta.url, './read-thread'), {
      workerData: { stop: this.#stop },
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    });
    const reader: Reader = { thread, asked: [] };
    this.#readers.push(reader);
    thread.on('message', (message: ReadMessage) => {
      const waiting = reader.asked.shift();
      if (message.ok) waiting?.resolve(message.result);
      else waiting?.reject(new AppError(message.error.code, message.error.message));
      this.#feed();
    });
    thread.on('error', (cause) => {
      this.#readers.splice(this.#readers.indexOf(reader), 1);
      const [died, ...others] = reader.asked.splice(0);
      died?.reject(new AppError('reader_died', 'The reader of this file ended early', { retry: 'retry', cause }));
      this.#queue.unshift(...others);
      this.#feed();
    });
    return reader;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    Atomics.store(new Int32Array(this.#stop), 0, 1);
    this.#isClosed = true;
    const readers = this.#readers.splice(0);
    await Promise.all(readers.map((reader) => reader.thread.terminate()));
    for (const waiting of [...readers.flatMap((reader) => reader.asked), ...this.#queue.splice(0)])
      waiting.reject(new AppError('cancelled', 'Stopped before the file was read', { retry: 'retry' }));
  }
}
