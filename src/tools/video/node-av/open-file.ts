import { closeSync, fstatSync, openSync } from 'node:fs';
import { Dictionary, FFmpegError, FormatContext } from 'node-av/lib';
import { AppError } from '../../../base/errors.ts';
import { ALLOWED_DEMUXERS, ALLOWED_PROTOCOLS, MAX_STREAMS, PROBE_BYTES } from '../video-limits.ts';

/** A file opened by FFmpeg, to be closed by its owner. */
export interface OpenedFile extends Disposable {
  readonly file: FormatContext;
  readonly sizeBytes: number;
}

/**
 * Opens a file and finds its streams.
 * @throws video_unreadable, and system errors of opening (ENOENT, EACCES)
 */
export function openFile(path: string): OpenedFile {
  const sizeBytes = readableSize(path);
  const file = new FormatContext();
  file.allocContext();
  const close = (): void => file.closeInputSync();
  using options = Dictionary.fromObject({
    protocol_whitelist: ALLOWED_PROTOCOLS,
    format_whitelist: ALLOWED_DEMUXERS,
    max_streams: MAX_STREAMS,
    probesize: PROBE_BYTES,
    analyzeduration: 5_000_000,
  });
  check(file.openInputSync(`file:${path}`, null, options), 'open');
  try {
    check(file.findStreamInfoSync(null), 'find the streams of');
  } catch (error) {
    close();
    throw error;
  }
  return { file, sizeBytes, [Symbol.dispose]: close };
}

/** Proves that the file can be read, with the system's own error when not: FFmpeg's are coarser. */
function readableSize(path: string): number {
  const handle = openSync(path, 'r');
  try {
    return fstatSync(handle).size;
  } finally {
    closeSync(handle);
  }
}

/** FFmpeg answers with negative numbers. @throws video_unreadable */
export function check(code: number, doing: string): number {
  if (code >= 0) return code;
  const reason = FFmpegError.fromCode(code)?.message ?? `error ${code}`;
  throw new AppError('video_unreadable', `Could not ${doing} the video: ${reason}`, { details: { reason } });
}
