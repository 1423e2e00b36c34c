import type { Json } from '../../base/json.ts';
import { parseMatrixText, quarterTurn, UPRIGHT, type Upright, uprightOfMatrix } from './display-matrix.ts';
import type { VideoDescription, VideoFacts } from './video.ts';

type Fields = { readonly [field: string]: Json };

const CREATION_TAGS = [
  'creation_time',
  'com.apple.quicktime.creationdate',
  'date',
  'date_recorded',
  'DateTimeOriginal',
  'WM/EncodingTime',
];

/** Rates above this are clock rates that a container gave as frame rates (MPEG-TS 90 kHz and the like). */
const MAX_FPS = 1_000;

/** The facts of a described video; the same reading for every adapter. */
export function readVideoFacts(description: VideoDescription): VideoFacts {
  const { format, streams } = description;
  const video = pictureStream(streams);
  const audio = streams.find((stream) => stream['codec_type'] === 'audio');
  const upright = video ? uprightOf(video) : UPRIGHT;
  const size = video ? shownSize(video, upright) : undefined;
  return {
    container: text(format['format_name']) ?? 'unknown',
    durationMs: durationMs(description),
    bitrate: positive(number(format['bit_rate'])),
    widthPx: size?.widthPx,
    heightPx: size?.heightPx,
    ...upright,
    fps: video ? framesPerSecond(video) : undefined,
    videoCodec: codecName(video),
    audioCodec: codecName(audio),
    creationTags: creationTags(format, video),
    description,
  };
}

/** By its usual name; FFmpeg has names for what it does not know as well. */
function codecName(stream: Fields | undefined): string | undefined {
  const name = text(stream?.['codec_name']);
  return name === 'none' || name === 'unknown' ? undefined : name;
}

/** The stream people see: not a cover picture, the default one first, then the largest. */
export function pictureStream(streams: VideoDescription['streams']): Fields | undefined {
  const flag = (stream: Fields, name: string): number => number(fields(stream['disposition'])[name]) ?? 0;
  const area = (stream: Fields): number => (number(stream['width']) ?? 0) * (number(stream['height']) ?? 0);
  return streams
    .filter((stream) => stream['codec_type'] === 'video' && flag(stream, 'attached_pic') === 0)
    .toSorted((x, y) => flag(y, 'default') - flag(x, 'default') || area(y) - area(x))[0];
}

/** How a stream's frames are turned upright, from its display matrix or the older `rotate` tag. */
export function uprightOf(stream: Fields): Upright {
  const sideData = Array.isArray(stream['side_data_list']) ? stream['side_data_list'].map(fields) : [];
  const entry = sideData.find((one) => one['side_data_type'] === 'Display Matrix');
  const matrix = parseMatrixText(text(entry?.['displaymatrix']) ?? '');
  if (matrix) return uprightOfMatrix(matrix);
  const rotateTag = number(fields(stream['tags'])['rotate']);
  return rotateTag === undefined ? UPRIGHT : { rotationDeg: quarterTurn(rotateTag), isMirrored: false };
}

/** Size as shown: pixels made square, then upright. Undefined when the stream tells no size. */
export function shownSize(stream: Fields, upright: Upright): { widthPx: number; heightPx: number } | undefined {
  const width = positive(number(stream['width']));
  const height = positive(number(stream['height']));
  if (width === undefined || height === undefined) return undefined;
  const shown = Math.max(1, Math.round(width * pixelAspect(stream)));
  return upright.rotationDeg % 180 === 0 ? { widthPx: shown, heightPx: height } : { widthPx: height, heightPx: shown };
}

/** Width of a pixel over its height; 1 where unknown or absurd. */
function pixelAspect(stream: Fields): number {
  const aspect = ratio(stream['sample_aspect_ratio'], ':');
  return aspect !== undefined && aspect >= 0.1 && aspect <= 10 ? aspect : 1;
}

function framesPerSecond(stream: Fields): number | undefined {
  const rates = [ratio(stream['avg_frame_rate'], '/'), ratio(stream['r_frame_rate'], '/')];
  const fps = rates.find((rate) => rate !== undefined && rate > 0 && rate <= MAX_FPS);
  return fps === undefined ? undefined : Math.round(fps * 1_000) / 1_000;
}

function durationMs({ format, streams }: VideoDescription): number | undefined {
  // A bare stream names no length: it is reckoned from its size and a rate that often only means that it varies.
  if (format['format_name'] === 'mpegvideo') return undefined;
  const seconds = [format, ...streams].map((one) => positive(number(one['duration'])));
  const longest = seconds[0] ?? seconds.reduce((a, b) => (b === undefined || (a ?? 0) > b ? a : b), undefined);
  return longest === undefined ? undefined : Math.round(longest * 1_000);
}

function creationTags(format: Fields, video: Fields | undefined): Record<string, string> {
  const all = { ...fields(video?.['tags']), ...fields(format['tags']) };
  const found: Record<string, string> = {};
  for (const name of CREATION_TAGS) {
    const value = text(all[name]);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function ratio(value: Json | undefined, separator: string): number | undefined {
  const [above, below] = (text(value) ?? '').split(separator).map(Number);
  if (above === undefined || below === undefined || !(above > 0) || !(below > 0)) return undefined;
  return above / below;
}

function fields(value: Json | undefined): Fields {
  return isFields(value) ? value : {};
}

function isFields(value: Json | undefined): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function number(value: Json | undefined): number | undefined {
  const parsed = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}
