import { AppError, hasCode, toAppError } from '../../../base/errors.ts';
import type { Log } from '../../../base/log.ts';
import { siblingModule } from '../../../base/sibling-module.ts';
import type { CallOptions } from '../../child/child-call.ts';
import { type ChildPool, openChildPool } from '../../child/child-pool.ts';
import { readVideoFacts } from '../read-video-facts.ts';
import type { Video } from '../video.ts';
import { VIDEO_TIMEOUT_MS } from '../video-limits.ts';
import type { videoOps } from './video-child.ts';

export interface NodeAvOptions {
  /** Child processes at once. */
  readonly size: number;
  /** A child without work for so long is ended; with none, no memory is held. */
  readonly idleMs: number;
  /** A call is over by then; default 20 s. */
  readonly timeoutMs?: number | undefined;
  readonly log: Log;
}

/** One child after a 4K film holds ~250 MiB; FFmpeg gives most of it back, the rest is worth a new process. */
const RECYCLE_RSS_MIB = 400;
const MAX_RSS_MIB = 1_500;

/** What the pool's own endings mean for a video. */
const POOL_CODES: Readonly<Record<string, string>> = {
  decoder_timeout: 'video_timeout',
  decoder_crashed: 'video_unreadable',
  decoder_out_of_memory: 'video_unreadable',
};

/**
 * Video through FFmpeg inside a child process (package `node-av`).
 * @throws video_tool_missing when the library cannot be loaded on this machine
 */
export async function openNodeAvVideo(options: NodeAvOptions): Promise<Video> {
  const pool = openChildPool<typeof videoOps>({
    name: 'video',
    module: siblingModule(import.meta.url, './video-child'),
    size: options.size,
    recycleRssMiB: RECYCLE_RSS_MIB,
    maxRssMiB: MAX_RSS_MIB,
    idleMs: options.idleMs,
    env: { MALLOC_ARENA_MAX: '2' },
    log: options.log,
  });
  try {
    return videoOf(pool, await pool.call('hello', undefined, { timeoutMs: VIDEO_TIMEOUT_MS }), options.timeoutMs);
  } catch (cause) {
    await pool[Symbol.asyncDispose]();
    throw new AppError('video_tool_missing', `node-av does not run here: ${toAppError(cause).message}`, { cause });
  }
}

function videoOf(pool: ChildPool<typeof videoOps>, version: string, timeoutMs = VIDEO_TIMEOUT_MS): Video {
  const options = (signal: AbortSignal | undefined): CallOptions => ({ timeoutMs, signal });
  return {
    async probe(path, signal) {
      return readVideoFacts(await pool.call('probe', { path }, options(signal)).catch(asVideoError));
    },
    async poster(path, toFile, signal) {
      const poster = await pool.call('poster', { path, toFile }, options(signal)).catch(asVideoError);
      return { ...poster, tool: version };
    },
    version: () => version,
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

function asVideoError(error: unknown): never {
  for (const [code, meaning] of Object.entries(POOL_CODES)) {
    if (hasCode(error, code))
      throw new AppError(meaning, `The video decoder ended: ${error.message}`, {
        details: { ended: code },
        cause: error,
      });
  }
  throw error;
}
