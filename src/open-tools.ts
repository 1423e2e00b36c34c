import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import type { Config } from './config/schema.ts';
import { picturesAtOnce } from './pictures-at-once.ts';
import type { ExifTool } from './tools/exiftool/exiftool.ts';
import { openExifTool } from './tools/exiftool/open-exiftool.ts';
import { type Images, openImages } from './tools/images/images.ts';
import { type OpenedVideo, openVideo } from './tools/video/open-video.ts';

/** The outside programs and decoders. All of them run in child processes that start with the first call and end when idle. */
export interface Tools extends AsyncDisposable {
  readonly exiftool: ExifTool;
  readonly images: Images;
  /** Found out by the first clip, not at the start: pictures do not wait for it. */
  video(): Promise<OpenedVideo>;
  /** The last look has found none. */
  isVideoMissing(): boolean;
}

const VIDEO_IDLE_MS = 15_000;
/** One that was missing may have been installed meanwhile. */
const VIDEO_AGAIN_MS = 30_000;

/** Opens the tools by the settings of this start. */
export function openTools(config: Config, about: { clock: Clock; log: Log }): Tools {
  const { metadata, video } = config;
  const log = about.log.child({ component: 'tools' });
  const exiftool = openExifTool({
    path: metadata.exiftool || undefined,
    mode: metadata.mode,
    timeoutMs: metadata.timeoutMs,
    processes: metadata.processes,
    clock: about.clock,
    log,
  });
  const images = openImages({ log, concurrency: picturesAtOnce(config) });
  let opened: Promise<OpenedVideo> | undefined;
  let triedMs = -Infinity;
  let isVideoMissing = false;
  const openVideoOnce = async (): Promise<OpenedVideo> => {
    const isMissing = opened !== undefined && (await opened).video === undefined;
    if (isMissing && about.clock.monotonic() - triedMs > VIDEO_AGAIN_MS) opened = undefined;
    if (!opened) triedMs = about.clock.monotonic();
    const found = await (opened ??= openVideo({ ...video, size: 1, idleMs: VIDEO_IDLE_MS, log }));
    isVideoMissing = found.video === undefined;
    return found;
  };
  return {
    exiftool,
    images,
    video: openVideoOnce,
    isVideoMissing: () => isVideoMissing,
    async [Symbol.asyncDispose]() {
      await Promise.all([
        exiftool[Symbol.asyncDispose](),
        images[Symbol.asyncDispose](),
        opened?.then(({ video: tool }) => tool?.[Symbol.asyncDispose]()),
      ]);
    },
  };
}
