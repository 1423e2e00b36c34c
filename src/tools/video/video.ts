import type { Json } from '../../base/json.ts';

/** What ffprobe prints with `-show_format -show_streams`, in its own words; kept whole as the raw metadata of a video. */
export interface VideoDescription {
  readonly format: { readonly [field: string]: Json };
  readonly streams: readonly { readonly [field: string]: Json }[];
}

/** What is known about a video file without looking at its pictures. Undefined: the file does not say. */
export interface VideoFacts {
  readonly container: string;
  readonly durationMs: number | undefined;
  /** Of the whole file, bits a second. */
  readonly bitrate: number | undefined;
  /** As shown: rotated upright, pixels made square. Undefined without a picture stream. */
  readonly widthPx: number | undefined;
  readonly heightPx: number | undefined;
  /** Clockwise turn a player applies; already applied to the size above. */
  readonly rotationDeg: 0 | 90 | 180 | 270;
  readonly isMirrored: boolean;
  /** Average over the file, so true for variable rates too. */
  readonly fps: number | undefined;
  readonly videoCodec: string | undefined;
  readonly audioCodec: string | undefined;
  /** Tags that tell when it was made, by name: `creation_time`, `com.apple.quicktime.creationdate`, `date` … */
  readonly creationTags: Readonly<Record<string, string>>;
  readonly description: VideoDescription;
}

/** A still picture written for a video. */
export interface Poster {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Where in the video it was taken. */
  readonly atMs: number;
  /** True when every frame tried was black or of one colour; the best of them was written. */
  readonly isPlain: boolean;
  /** Name and version of what made it. */
  readonly tool: string;
}

/**
 * Looks into video files. Files are hostile: every call ends within 20 s, whatever the bytes are.
 * Adapters: `node-av/` (in a supervised child) and `ffmpeg/` (programs); `video.suite.ts` is their contract.
 */
export interface Video extends AsyncDisposable {
  /** @throws video_unreadable · video_timeout · file_missing · permission_denied · cancelled */
  probe(path: string, signal?: AbortSignal): Promise<VideoFacts>;
  /**
   * Writes an upright JPEG (quality ~95, longest side ≤ 2048, never enlarged, sRGB-like tones) to `toFile`.
   * @throws video_unreadable, also where no frame can be decoded · video_no_picture · video_timeout · file_missing · permission_denied · disk_full · cancelled
   */
  poster(path: string, toFile: string, signal?: AbortSignal): Promise<Poster>;
  /** Name and version of the tool, for traces. */
  version(): string;
}
