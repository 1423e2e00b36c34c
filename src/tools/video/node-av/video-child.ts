import { readFile, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { AV_LOG_QUIET } from 'node-av/constants';
import { getFFmpegInfo, Log, type Stream } from 'node-av/lib';
import { AppError } from '../../../base/errors.ts';
import { serveChild } from '../../child/serve-child.ts';
import { type Candidate, choosePoster, measureLuma, posterTimesMs } from '../choose-poster.ts';
import { posterFilters } from '../poster-filters.ts';
import { pictureStream, readVideoFacts } from '../read-video-facts.ts';
import type { VideoDescription } from '../video.ts';
import { POSTER_SEARCH_MS } from '../video-limits.ts';
import { describeFile } from './describe-file.ts';
import { FrameReader } from './frame-reader.ts';
import { filterFrame, jpegOfFrame } from './jpeg-of-frame.ts';
import { openFile } from './open-file.ts';

/** A poster before its tool's name is added. */
export interface ChildPoster {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly atMs: number;
  readonly isPlain: boolean;
}

interface Shot extends Candidate {
  readonly jpeg: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Every n-th pixel is looked at when a frame is judged. */
const LUMA_STEP = 8;

/** What the child process can do; types the pool. */
export const videoOps = {
  /** Name and versions; that it answers proves that the library loads. */
  hello: async (): Promise<string> => `node-av ${await packageVersion()} (FFmpeg ${getFFmpegInfo().version})`,

  probe: async ({ path }: { path: string }): Promise<VideoDescription> => {
    using opened = openFile(path);
    return describeFile(opened.file, opened.sizeBytes);
  },

  poster: async ({ path, toFile }: { path: string; toFile: string }, signal: AbortSignal): Promise<ChildPoster> => {
    using opened = openFile(path);
    const description = describeFile(opened.file, opened.sizeBytes);
    const described = pictureStream(description.streams);
    const stream = described && opened.file.streams.find((one) => one.index === described['index']);
    if (!described || !stream) throw new AppError('video_no_picture', 'The file has no picture stream');
    using reader = new FrameReader(opened.file, stream);
    const filters = posterFilters(described);
    const startedMs = performance.now();
    const isOver = (): boolean => performance.now() - startedMs > POSTER_SEARCH_MS;
    const seenMs = new Set<number>();
    const chosen = await choosePoster<Shot>(
      posterTimesMs(readVideoFacts(description).durationMs),
      async (atMs, index) => {
        const near = reader.read(atMs, index === 0, isOver);
        // Key frames may be ten seconds apart: the one before this time is then the one before another.
        const read = near && seenMs.has(near.atMs) ? reader.read(atMs, true, isOver) : near;
        if (read) seenMs.add(read.atMs);
        return read && shotOf(read.frame, { atMs: read.atMs, filters, stream });
      },
      isOver,
    );
    if (!chosen) throw new AppError('video_unreadable', 'No frame of this video can be decoded');
    const { jpeg, widthPx, heightPx, atMs } = chosen.frame;
    // Decoding holds this thread: only now can word of an abort come in. After it nothing may be written.
    await setImmediate();
    signal.throwIfAborted();
    await writeFile(toFile, jpeg);
    return { widthPx, heightPx, atMs, isPlain: chosen.isPlain };
  },
};

/** The package does not export its package.json, so it is found from its entry. */
async function packageVersion(): Promise<string> {
  const entry = import.meta.resolve('node-av/lib');
  const parsed: unknown = JSON.parse(await readFile(new URL('../../package.json', entry), 'utf8'));
  return parsed !== null && typeof parsed === 'object' && 'version' in parsed ? String(parsed.version) : 'unknown';
}

type DecodedFrame = NonNullable<ReturnType<FrameReader['read']>>['frame'];

function shotOf(frame: DecodedFrame, how: { atMs: number; filters: readonly string[]; stream: Stream }): Shot {
  using picture = firstThatWorks(how.filters, (filters) => filterFrame(frame, filters, how.stream));
  const { width, height } = picture;
  const plane = {
    width,
    height,
    stride: picture.linesize[0] ?? width,
    step: Math.max(1, Math.min(LUMA_STEP, width >> 4, height >> 4)),
  };
  const luma = measureLuma(picture.data?.[0] ?? new Uint8Array(), plane);
  return { atMs: how.atMs, luma, jpeg: jpegOfFrame(picture), widthPx: width, heightPx: height };
}

/** Some builds lack the filters for high dynamic range: the plain chain comes last. */
function firstThatWorks<T>(choices: readonly string[], make: (choice: string) => T): T {
  let failure: unknown;
  for (const choice of choices) {
    try {
      return make(choice);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

// FFmpeg's own chatter goes nowhere: what matters comes back as error codes.
Log.setLevel(AV_LOG_QUIET);
serveChild(videoOps);
