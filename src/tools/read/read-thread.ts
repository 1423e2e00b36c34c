import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { AppError } from '../../base/errors.ts';
import { serveThread } from '../../base/serve-thread.ts';
import { modifiedMs } from '../../base/modified-ms.ts';
import { formatOf } from '../../formats/format-of.ts';
import { readHead } from '../head/read-head.ts';
import type { ReadAsk, ReadResult } from './file-readers.ts';

/** One buffer a thread, filled again and again: the fastest way measured (limits of OpenSSL itself). */
const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
const data = workerData as { readonly stop: SharedArrayBuffer; readonly followLinks: boolean };
const stop = new Int32Array(data.stop);

/** Named pipes and devices would block an open for ever: O_NONBLOCK, then only regular files are read. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (data.followLinks ? 0 : (constants.O_NOFOLLOW ?? 0));

function read(ask: ReadAsk): ReadResult {
  const startedMs = performance.now();
  const fd = openSync(ask.path, FLAGS);
  try {
    const before = fstatSync(fd);
    if (!before.isFile()) throw new AppError('not_a_file', 'Not a regular file');
    if (before.size === 0) throw new AppError('file_empty', 'The file is empty');
    const got = readSync(fd, buffer, 0, buffer.length, 0);
    const first = buffer.subarray(0, got);
    const match = formatOf(first, ask.name);
    if (!match) throw new AppError('not_media', 'Not a picture, video or sidecar that is known');
    const head = match.format.kind === 'sidecar' ? null : readHead(first, match.format);
    const checksum = hash(fd, got);
    const after = fstatSync(fd);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs || checksum.bytes !== after.size) {
      throw new AppError('still_changing', 'The file changed while it was read', { retry: { afterMs: 2_000 } });
    }
    return {
      checksum: checksum.hex,
      sizeBytes: after.size,
      mtimeMs: modifiedMs(after),
      inode: String(after.ino),
      format: match.format.id,
      mismatch: match.mismatch,
      head,
      durationUs: Math.round((performance.now() - startedMs) * 1_000),
    };
  } finally {
    closeSync(fd);
  }
}

function hash(fd: number, firstBytes: number): { hex: string; bytes: number } {
  const sha256 = createHash('sha256');
  let bytes = 0;
  for (let got = firstBytes; got > 0; got = readSync(fd, buffer, 0, buffer.length, bytes)) {
    if (Atomics.load(stop, 0) === 1)
      throw new AppError('cancelled', 'Stopped while a file was read', { retry: 'retry' });
    sha256.update(buffer.subarray(0, got));
    bytes += got;
  }
  return { hex: sha256.digest('hex'), bytes };
}

serveThread((ask) => read(ask as ReadAsk));
