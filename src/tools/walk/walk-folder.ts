import { Worker } from 'node:worker_threads';
import { AppError } from '../../base/errors.ts';
import { siblingModule } from '../../base/sibling-module.ts';
import type { WalkedFile } from './folder-digest.ts';

/** A name that is left out, and why. */
export interface Skip {
  readonly name: string;
  readonly code: string;
  /** Nothing is known of what lies below a folder or an unknown thing (link, unreadable). */
  readonly type: 'file' | 'folder' | 'unknown';
}

/**
 * One folder as the walk met it, or a part of one that is very large. Paths are relative to the root,
 * `/`-separated, '' = the root.
 */
export interface FolderReport {
  readonly path: string;
  /** Changes whenever an entry of the folder was added, removed or touched; null when it could not be read. */
  readonly digest: string | null;
  /** The digest is the known one: `files` is empty. */
  readonly isSame: boolean;
  /** Files of this part, also when they are not listed. */
  readonly count: number;
  readonly files: readonly WalkedFile[];
  /** What the rules leave out; said with every walk. */
  readonly skipped: readonly Skip[];
  readonly part: 'whole' | 'first' | 'middle' | 'last';
  /** Why the folder was not entered: it could not be read, or a `.nomedia` lies in it. */
  readonly refusal: { readonly code: string; readonly message: string; readonly isError: boolean } | null;
}

/** Most of what the thread makes is thrown away at once: a small nursery costs nothing and saves 40 MB. */
const YOUNG_MIB = 4;

export interface WalkOptions {
  /** Absolute, resolved. */
  readonly root: string;
  /** Where to begin, relative to the root. */
  readonly sub: string;
  readonly ignore: readonly string[];
  readonly followLinks: boolean;
  /** Only this file of the first folder, nothing below it; null = everything. */
  readonly only: string | null;
  /** Folders that are storage roots of their own. */
  readonly others: readonly string[];
  /** Folder → digest of the last complete scan. */
  readonly known: ReadonlyMap<string, string>;
  /** Told at once of what was met, long before it is read; `isAll`: the number is final. */
  onFound?(entries: number, isAll: boolean): void;
}

/** What the thread is started with. */
export interface WalkOrder extends Omit<WalkOptions, 'known' | 'onFound'> {
  readonly known: readonly (readonly [string, string])[];
  readonly shared: SharedArrayBuffer;
}

export type WalkMessage =
  | { readonly type: 'folders'; readonly reports: FolderReport[] }
  /** Entries that are still to come, counted while the thread had to wait. */
  | { readonly type: 'ahead'; readonly entries: number }
  | { readonly type: 'end' };

/**
 * Walks a folder in a thread: depth first, newest names first, synchronous `readdir` + `lstat`
 * (the fastest way measured). Memory is bounded: the thread waits when the reader is 8 messages behind.
 * @throws walk_failed when the thread dies
 */
export async function* walkFolder(options: WalkOptions, signal: AbortSignal): AsyncGenerator<readonly FolderReport[]> {
  const { onFound, known, ...rest } = options;
  const shared = new SharedArrayBuffer(8);
  const flags = new Int32Array(shared);
  const order: WalkOrder = { ...rest, known: [...known], shared };
  const thread = new Worker(siblingModule(import.meta.url, './walk-thread'), {
    workerData: order,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
  });
  const inbox = new Inbox(onFound ?? (() => undefined));
  thread.on('message', (message: WalkMessage) => inbox.receive(message));
  thread.on('error', (error) => inbox.fail(error));
  const stop = (): void => {
    Atomics.store(flags, 1, 1);
    Atomics.notify(flags, 0);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    for (let reports = await inbox.next(); reports !== undefined; reports = await inbox.next()) {
      yield reports;
      Atomics.add(flags, 0, 1);
      Atomics.notify(flags, 0);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await thread.terminate();
  }
}

/** Messages of the thread that wait to be taken, and how many entries they tell of. */
class Inbox {
  readonly #onFound: (entries: number, isAll: boolean) => void;
  readonly #reports: (readonly FolderReport[])[] = [];
  #wake = (): void => undefined;
  #hasEnded = false;
  #failure: unknown;
  #found = 0;
  #expected = 0;

  constructor(onFound: (entries: number, isAll: boolean) => void) {
    this.#onFound = onFound;
  }

  receive(message: WalkMessage): void {
    if (message.type === 'folders') {
      this.#reports.push(message.reports);
      for (const report of message.reports) this.#found += entriesOf(report);
    } else if (message.type === 'ahead') this.#expected = this.#found + message.entries;
    else this.#hasEnded = true;
    this.#onFound(this.#hasEnded ? this.#found : Math.max(this.#found, this.#expected), this.#hasEnded);
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure = error;
    this.#wake();
  }

  async next(): Promise<readonly FolderReport[] | undefined> {
    for (;;) {
      const reports = this.#reports.shift();
      if (reports || this.#hasEnded) return reports;
      if (this.#failure !== undefined)
        throw new AppError('walk_failed', 'The walk of a folder ended early', { retry: 'retry', cause: this.#failure });
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Entries of the import log that a report leads to: its files, what is skipped, and the folder itself when it is refused. */
export function entriesOf(report: FolderReport): number {
  return report.count + report.skipped.length + (report.refusal ? 1 : 0);
}
