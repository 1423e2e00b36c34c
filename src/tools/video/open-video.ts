import { toAppError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { openFfmpegVideo } from './ffmpeg/ffmpeg-video.ts';
import { openNodeAvVideo } from './node-av/node-av-video.ts';
import type { Video } from './video.ts';

export interface VideoOptions {
  /** `auto`: the bundled library if it runs here, else the programs. */
  readonly engine: 'auto' | 'node-av' | 'ffmpeg';
  /** Names on PATH or absolute paths; blank = `ffmpeg` and `ffprobe` on PATH. */
  readonly ffmpeg: string;
  readonly ffprobe: string;
  /** Child processes of the library at once. */
  readonly size: number;
  /** A child without work for so long is ended. */
  readonly idleMs: number;
  readonly log: Log;
}

/** A video tool, or why there is none; pictures work without it. */
export type OpenedVideo = { readonly video: Video } | { readonly video: undefined; readonly reason: string };

/** Opens the first video tool of the wanted kind that runs on this machine. Never throws. */
export async function openVideo(options: VideoOptions): Promise<OpenedVideo> {
  const tries: Record<'node-av' | 'ffmpeg', () => Promise<Video>> = {
    'node-av': () => openNodeAvVideo(options),
    ffmpeg: () => openFfmpegVideo({ ffmpeg: options.ffmpeg || 'ffmpeg', ffprobe: options.ffprobe || 'ffprobe' }),
  };
  const engines = options.engine === 'auto' ? (['node-av', 'ffmpeg'] as const) : [options.engine];
  const reasons: string[] = [];
  for (const engine of engines) {
    try {
      return { video: await tries[engine]() };
    } catch (error) {
      reasons.push(`${engine}: ${toAppError(error).message}`);
    }
  }
  const reason = reasons.join('; ');
  options.log.warn({ component: 'video', code: 'video_tool_missing', reason }, 'no video tool works');
  return { video: undefined, reason };
}
