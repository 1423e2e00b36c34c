import { randomUUID, createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { AppError, toAppError } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { siblingModule } from '../base/sibling-module.ts';
import { ThreadPool } from '../base/thread-pool.ts';
import type { StoreAsk } from './store-files.ts';
import type { BlobKey, BlobSource, ByteRange, FileBlobStore, FinishedFile } from './store.ts';

const KEY = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/;
const KEY_CHARS_MAX = 200;
/** Threads that wait for the disk, so that it writes for one picture while another is on its way; each takes 8 MB. */
const STORE_THREADS = 2;
const THREAD_IDLE_MS = 15_000;

/**
 * Blobs as files below `folder`, two levels of shard folders before the last segment (`pictures/ab/cd/…`), so that
 * no folder grows large. Temp files lie in `folder/.temp`. Several processes may open one folder, also on several machines.
 */
export async function openLocalBlobs(folder: string): Promise<FileBlobStore & AsyncDisposable> {
  const temp = join(folder, '.temp');
  await makeFolder(temp);
  const tempFile = (extension: string): string => join(temp, `${randomUUID()}.${extension}`);
  const path = (key: BlobKey): string => join(folder, ...shard(key));
  const threads = new ThreadPool<StoreAsk, readonly number[]>({
    module: siblingModule(import.meta.url, './store-thread'),
    count: STORE_THREADS,
    youngMiB: 1,
    asksAhead: 1,
    idleMs: THREAD_IDLE_MS,
    died: (cause) => new AppError('unexpected', 'The thread that moves files ended early', { retry: 'retry', cause }),
  });
  const putFiles = async (files: readonly FinishedFile[]): Promise<readonly { bytes: number }[]> => {
    try {
      const moves = files.map(({ key, file }) => ({ file, target: path(key) }));
      const sizes = await threads.ask({ folder, moves });
      return sizes.map((bytes) => ({ bytes }));
    } catch (error) {
      await Promise.all(files.map(({ file }) => rm(file, { force: true })));
      throw toAppError(error);
    }
  };

  return {
    path,
    tempFile,
    async put(key, from, options = {}) {
      path(key); // a wrong key is refused before anything is written
      const file = tempFile('part');
      try {
        await writeAll(file, from, options.signal);
        options.signal?.throwIfAborted();
      } catch (error) {
        await rm(file, { force: true });
        if (options.signal?.aborted) throw options.signal.reason;
        throw toAppError(error);
      }
      const [put] = await putFiles([{ key, file }]);
      return { bytes: put?.bytes ?? 0 };
    },
    putFiles,
    get: async (key, range) => readBlob(path(key), range),
    async stat(key) {
      const found = await stat(path(key)).catch(() => undefined);
      return found?.isFile() ? { bytes: found.size, modifiedMs: Math.floor(found.mtimeMs) } : undefined;
    },
    remove: (key) => rm(path(key), { force: true }),
    list: (segment) => listKeys(join(folder, segment), [segment]),
    sweepTemps: (beforeMs, dryRun) => sweepOld(temp, beforeMs, dryRun),
    [Symbol.asyncDispose]: () => threads[Symbol.asyncDispose](),
  };
}

/**
 * `a/b-c` → `a/12/34/b-c`. The two shards come from the hash of the name up to its first `-`, so that any name spreads
 * evenly and the pictures of one content share a folder, made and synced once.
 */
function shard(key: BlobKey): string[] {
  if (!KEY.test(key) || key.length > KEY_CHARS_MAX) {
    throw new AppError('blob_key_invalid', 'Not a blob key', { details: { key } });
  }
  const name = posix.basename(key);
  const [spreadBy = name] = name.split('-', 1);
  const digest = createHash('sha256').update(spreadBy).digest('hex');
  const parent = posix.dirname(key);
  return [...(parent === '.' ? [] : parent.split('/')), digest.slice(0, 2), digest.slice(2, 4), name];
}

async function writeAll(file: string, from: BlobSource, signal?: AbortSignal): Promise<void> {
  await using handle = await open(file, 'wx');
  if (from instanceof Uint8Array) {
    await handle.writeFile(from);
    return;
  }
  for await (const chunk of from) {
    signal?.throwIfAborted();
    await handle.writeFile(chunk);
  }
}

async function readBlob(path: string, range: ByteRange | undefined): Promise<AsyncIterable<Uint8Array>> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new AppError('blob_missing', 'No such blob', { retry: 'give-up' });
  return createReadStream(path, range ?? {});
}

/** Folder by folder, so that memory holds one of them. */
async function* listKeys(folder: string, segments: readonly string[]): AsyncIterable<BlobKey> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const inner = [...segments, entry.name];
    if (entry.isDirectory()) yield* listKeys(join(folder, entry.name), inner);
    else if (entry.isFile()) yield unshard(inner);
  }
}

function unshard(segments: readonly string[]): BlobKey {
  return [...segments.slice(0, -3), ...segments.slice(-1)].join('/');
}

async function sweepOld(temp: string, beforeMs: number, dryRun: boolean): Promise<number> {
  let swept = 0;
  for (const name of await readdir(temp)) {
    const file = join(temp, name);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile() || found.mtimeMs >= beforeMs) continue;
    swept += 1;
    if (!dryRun) await rm(file, { force: true });
  }
  return swept;
}
