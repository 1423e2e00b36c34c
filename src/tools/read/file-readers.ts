import { AppError } from '../../base/errors.ts';
import { siblingModule } from '../../base/sibling-module.ts';
import { ThreadPool } from '../../base/thread-pool.ts';
import type { HeadFacts } from '../head/head-facts.ts';

/** Most of what a thread makes is thrown away at once. */
const YOUNG_MIB = 4;
const ASKS_AHEAD = 3;
/** The first pictures of a folder are made while it is being read: for so long they have the other cores. */
const GROW_MS = 2_000;

export interface ReadAsk {
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

/**
 * Threads that read files: each file once, for hash, format and head facts together.
 * A thread that dies fails only its file and is replaced. Threads start with the first file.
 */
export class FileReaders implements AsyncDisposable {
  readonly #stop = new SharedArrayBuffer(4);
  readonly #threads: ThreadPool<ReadAsk, ReadResult>;

  /** `followLinks`: false refuses as `file_missing` what was replaced by a link after the walk met it. */
  constructor(count: number, { followLinks = true }: { readonly followLinks?: boolean } = {}) {
    this.#threads = new ThreadPool({
      module: siblingModule(import.meta.url, './read-thread'),
      count,
      youngMiB: YOUNG_MIB,
      asksAhead: ASKS_AHEAD,
      growMs: GROW_MS,
      workerData: { stop: this.#stop, followLinks },
      died: (cause) => new AppError('reader_died', 'The reader of this file ended early', { retry: 'retry', cause }),
    });
  }

  /** @throws file_missing · permission_denied · file_empty · not_media · not_a_file · still_changing · disk_error · reader_died · cancelled */
  read(path: string, name: string): Promise<ReadResult> {
    return this.#threads.ask({ path, name });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    Atomics.store(new Int32Array(this.#stop), 0, 1);
    await this.#threads[Symbol.asyncDispose]();
  }
}
