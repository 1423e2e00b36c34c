import { Worker } from 'node:worker_threads';
import { AppError } from '../../base/errors.ts';
import { siblingModule } from '../../base/sibling-module.ts';
import type { WalkedFile } from './folder-digest.ts';

/** One folder as the walk met it. Paths are relative to the root, `/`-separated, '' = the root. */
export interface FolderReport {
  readonly path: string;
  /** Changes whenever a file of the folder was added, removed or touched; null when it could not be read. */
  readonly digest: string | null;
  readonly count: number;
  /** Empty when the digest is the known one. */
  readonly files: readonly WalkedFile[];
  /** Names that are left out, with the reason; name '' = the folder itself. */
  readonly skipped: readonly { readonly name: string; readonly code: string }[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

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
}

/** What the thread is started with. */
export interface WalkOrder extends Omit<WalkOptions, 'known'> {
  readonly known: readonly (readonly [string, string])[];
  readonly shared: SharedArrayBuffer;
}

export type WalkMessage =
  | { readonly type: 'folders'; readonly reports: FolderReport[] }
  | { readonly type: 'end'; readonly stopped: boolean };

/**
 * Walks a folder in a thread: depth first, newest names first, synchronous `readdir` + `lstat`
 * (the fastest way measured). Memory is bounded: the thread waits when the reader is 8 messages behind.
 * @throws walk_failed when the thread dies
 */
export async function* walkFolder(options: WalkOptions, signal: AbortSignal): AsyncGenerator<readonly FolderReport[]> {
  const shared = new SharedArrayBuffer(8);
  const flags = new Int32Array(shared);
  const order: WalkOrder = { ...options, known: [...options.known], shared };
  const thread = new Worker(siblingModule(import.meta.url, './walk-thread'), { workerData: order });
  const queue: WalkMessage[] = [];
  let wake = (): void => undefined;
  let failure: unknown;
  thread.on('message', (message: WalkMessage) => {
    queue.push(message);
    wake();
  });
  thread.on('error', (error) => {
    failure = error;
    wake();
  });
  const stop = (): void => {
    Atomics.store(flags, 1, 1);
    Atomics.notify(flags, 0);
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    for (;;) {
      const message = queue.shift();
      if (message?.type === 'end') return;
      if (message) {
        yield message.reports;
        Atomics.add(flags, 0, 1);
        Atomics.notify(flags, 0);
      } else if (failure === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else throw new AppError('walk_failed', 'The walk of a folder ended early', { retry: 'retry', cause: failure });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await thread.terminate();
  }
}
