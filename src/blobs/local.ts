import { randomUUID, createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { AppError, systemCode, toAppError } from '../base/errors.ts';
import type { BlobKey, BlobSource, ByteRange, FileBlobStore } from './store.ts';

const KEY = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/;
const KEY_CHARS_MAX = 200;

/**
 * Blobs as files below `folder`, two levels of shard folders before the last segment (`pictures/ab/cd/…`), so that
 * no folder grows large. Temp files lie in `folder/.temp`. Several processes may open one folder, also on several machines.
 */
export async function openLocalBlobs(folder: string): Promise<FileBlobStore> {
  const temp = join(folder, '.temp');
  await mkdir(temp, { recursive: true });
  const tempFile = (extension: string): string => join(temp, `${randomUUID()}.${extension}`);
  const path = (key: BlobKey): string => join(folder, ...shard(key));
  const syncFolder = sharedSync(syncFolderNow);
  const ensured = new Map<string, Promise<void>>();

  /** There once it returns, with its name durable too; made once for all who ask. */
  const ensureFolder = (target: string): Promise<void> => {
    const known = ensured.get(target);
    if (known || target === folder) return known ?? Promise.resolve();
    const made = ensureFolder(dirname(target)).then(() => makeFolder(target, syncFolder));
    ensured.set(target, made);
    made.catch(() => ensured.delete(target));
    return made;
  };

  /** A shard folder that somebody removed meanwhile is made again once. */
  const moveIn = async (file: string, target: string): Promise<void> => {
    const parent = dirname(target);
    await ensureFolder(parent);
    try {
      await rename(file, target);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
      ensured.clear();
      await ensureFolder(parent);
      await rename(file, target);
    }
    await syncFolder(parent);
  };

  return {
    path,
    tempFile,
    async put(key, from, options = {}) {
      const target = path(key);
      const file = isFile(from) ? from.file : tempFile('part');
      try {
        if (!isFile(from)) await writeAll(file, from, options.signal);
        const bytes = await syncFile(file);
        options.signal?.throwIfAborted();
        await moveIn(file, target);
        return { bytes };
      } catch (error) {
        await rm(file, { force: true });
        if (options.signal?.aborted) throw options.signal.reason;
        throw toAppError(error);
      }
    },
    get: async (key, range) => readBlob(path(key), range),
    async stat(key) {
      const found = await stat(path(key)).catch(() => undefined);
      return found?.isFile() ? { bytes: found.size, modifiedMs: Math.floor(found.mtimeMs) } : undefined;
    },
    remove: (key) => rm(path(key), { force: true }),
    list: (segment) => listKeys(join(folder, segment), [segment]),
    sweepTemps: (beforeMs, dryRun) => sweepOld(temp, beforeMs, dryRun),
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

function isFile(from: BlobSource): from is { readonly file: string } {
  return 'file' in from && typeof from.file === 'string';
}

async function writeAll(
  file: string,
  from: Uint8Array | AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<void> {
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

async function syncFile(file: string): Promise<number> {
  await using handle = await open(file, 'r+');
  await handle.datasync();
  return (await handle.stat()).size;
}

type SyncFolder = (folder: string) => Promise<void>;

/** Calls for a folder that come while one of it runs share the next, so that each still covers what was done before it. */
function sharedSync(sync: SyncFolder): SyncFolder {
  const running = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();
  const start = (folder: string): Promise<void> => {
    const done = sync(folder).finally(() => running.delete(folder));
    running.set(folder, done);
    return done;
  };
  return (folder) => {
    const before = running.get(folder);
    if (!before) return start(folder);
    let waiting = next.get(folder);
    if (!waiting) {
      const go = (): Promise<void> => {
        next.delete(folder);
        return start(folder);
      };
      waiting = before.then(go, go);
      next.set(folder, waiting);
    }
    return waiting;
  };
}

/** Windows cannot open folders; there the rename alone has to do. */
async function syncFolderNow(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}

/** A new folder's own name is durable only when its parent was synced too. */
async function makeFolder(folder: string, syncFolder: SyncFolder): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return;
    throw error;
  }
  await syncFolder(dirname(folder));
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
