import { Worker } from 'node:worker_threads';
import { AppError } from '../../base/errors.ts';
import { siblingModule } from '../../base/sibling-module.ts';
import type { HeadFacts } from '../head/head-facts.ts';

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
  current: Waiting | undefined;
}

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

  constructor(count: number) {
    this.#count = count;
  }

  /** @throws file_missing · permission_denied · file_empty · not_media · not_a_file · still_changing · disk_error · reader_died · cancelled */
  read(path: string, name: string): Promise<ReadResult> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ ask: { id: this.#nextId++, path, name }, resolve, reject });
      this.#feed();
    });
  }

  #feed(): void {
    let idle = this.#readers.find((reader) => reader.current === undefined);
    if (!idle && this.#readers.length < this.#count) idle = this.#start();
    const next = idle ? this.#queue.shift() : undefined;
    if (!idle || !next) return;
    idle.current = next;
    idle.thread.postMessage(next.ask);
  }

  #start(): Reader {
    const thread = new Worker(siblingModule(import.meta.url, './read-thread'), { workerData: { stop: this.#stop } });
    const reader: Reader = { thread, current: undefined };
    this.#readers.push(reader);
    thread.on('message', (message: ReadMessage) => {
      const waiting = reader.current;
      reader.current = undefined;
      if (message.ok) waiting?.resolve(message.result);
      else waiting?.reject(new AppError(message.error.code, message.error.message));
      this.#feed();
    });
    thread.on('error', (cause) => {
      reader.current?.reject(
        new AppError('reader_died', 'The reader of this file ended early', { retry: 'retry', cause }),
      );
      this.#readers.splice(this.#readers.indexOf(reader), 1);
      this.#feed();
    });
    return reader;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    Atomics.store(new Int32Array(this.#stop), 0, 1);
    for (const waiting of this.#queue.splice(0))
      waiting.reject(new AppError('cancelled', 'Stopped before the file was read', { retry: 'retry' }));
    await Promise.all(this.#readers.splice(0).map((reader) => reader.thread.terminate()));
  }
}
