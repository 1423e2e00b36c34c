import { access, constants, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError, toAppError } from '../../../base/errors.ts';
import { type Candidate, choosePoster, measureLuma, posterTimesMs } from '../choose-poster.ts';
import { posterFilters } from '../poster-filters.ts';
import { pictureStream, readVideoFacts } from '../read-video-facts.ts';
import type { Poster, Video, VideoDescription, VideoFacts } from '../video.ts';
import * as limits from '../video-limits.ts';
import { type ProgramEnd, runProgram } from './run-program.ts';

export interface FfmpegPrograms {
  /** Name on PATH or absolute path. */
  readonly ffmpeg: string;
  readonly ffprobe: string;
  /** A call is over by then; default 20 s. */
  readonly timeoutMs?: number | undefined;
}

/** Side of the small grey picture by which a frame is judged. */
const LUMA_EDGE_PX = 64;
const MAX_DESCRIPTION_BYTES = 16 * 1_024 * 1_024;
/** A poster of noise at the largest size stays below. */
const MAX_FRAME_BYTES = 32 * 1_024 * 1_024;
const VERSION_TIMEOUT_MS = 10_000;

const Fields = z.record(z.string(), z.json());
const Description = z.object({ format: Fields.default({}), streams: z.array(Fields).default([]) });

/** What both programs get before the input: which files may be opened, and how much of them is tried. */
const INPUT_LIMITS = [
  ['-protocol_whitelist', limits.ALLOWED_PROTOCOLS, '-format_whitelist', limits.ALLOWED_DEMUXERS],
  ['-probesize', String(limits.PROBE_BYTES), '-analyzeduration', '5000000', '-max_pixels', String(limits.MAX_FRAME_PX)],
].flat();

/**
 * Video through the programs `ffmpeg` and `ffprobe`.
 * @throws video_tool_missing when one of them does not start
 */
export async function openFfmpegVideo(programs: FfmpegPrograms): Promise<Video> {
  const version = `${await versionOf(programs.ffmpeg)} (program)`;
  await versionOf(programs.ffprobe);
  return {
    async probe(path, signal) {
      return probe(programs, { path, ...callLimits(programs, signal) });
    },
    async poster(path, toFile, signal) {
      return { ...(await poster(programs, { path, toFile, ...callLimits(programs, signal) })), tool: version };
    },
    version: () => version,
    [Symbol.asyncDispose]: () => Promise.resolve(), // Every call waits for its own programs.
  };
}

interface Call {
  readonly path: string;
  /** The whole call, however many programs it takes, ends by then; `performance.now()`. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal | undefined;
}

function callLimits({ timeoutMs }: FfmpegPrograms, signal: AbortSignal | undefined): Omit<Call, 'path'> {
  return { signal, deadlineMs: performance.now() + (timeoutMs ?? limits.VIDEO_TIMEOUT_MS) };
}

async function versionOf(program: string): Promise<string> {
  const { stdout } = await runProgram({
    program,
    args: ['-version'],
    timeoutMs: VERSION_TIMEOUT_MS,
    maxOutputBytes: 65_536,
  });
  const version = /^ff\w+ version (\S+)/.exec(stdout.toString())?.[1];
  if (version === undefined) throw new AppError('video_tool_missing', `${program} is not one of FFmpeg's programs`);
  return `ffmpeg ${version}`;
}

async function probe({ ffprobe }: FfmpegPrograms, call: Call): Promise<VideoFacts> {
  // The system's own error (missing, no permission) is finer than ffprobe's; a missing file must not look broken.
  await access(call.path, constants.R_OK).catch(throwAppError);
  const args = [
    '-v',
    'error',
    ...INPUT_LIMITS,
    '-show_format',
    '-show_streams',
    '-of',
    'json',
    '-i',
    `file:${call.path}`,
  ];
  const end = await run(ffprobe, { args, call, maxOutputBytes: MAX_DESCRIPTION_BYTES });
  if (end.exitCode !== 0) throw unreadable(end, call.path);
  return readVideoFacts(parseDescription(end));
}

function parseDescription(end: ProgramEnd): VideoDescription {
  let description: z.infer<typeof Description>;
  try {
    description = Description.parse(JSON.parse(end.stdout.toString()));
  } catch (cause) {
    throw new AppError('video_unreadable', 'ffprobe gave no description of this file', { cause });
  }
  const { format, streams } = description;
  if (streams.length === 0) throw new AppError('video_unreadable', 'No stream of the video can be found');
  const { filename: _, ...rest } = format; // Where it lies is known, and no fact about the video.
  return { format: rest, streams };
}

async function poster(programs: FfmpegPrograms, call: Call & { toFile: string }): Promise<Omit<Poster, 'tool'>> {
  const facts = await probe(programs, call);
  const stream = pictureStream(facts.description.streams);
  if (!stream) throw new AppError('video_no_picture', 'The file has no picture stream');
  const startedMs = performance.now();
  const chains = posterFilters(stream);
  const take = async (atMs: number, isExact: boolean): Promise<Shot | undefined> => {
    for (const chain of chains) {
      const shot = await takeFrame(programs, { ...call, atMs, isExact, chain, stream: Number(stream['index']) });
      if (shot) return shot;
    }
    return undefined;
  };
  const seen: Buffer[] = [];
  const look = async (atMs: number, index: number): Promise<Shot | undefined> => {
    const near = await take(atMs, index === 0);
    // Key frames may be ten seconds apart: the one before this time is then the one before another.
    const isSeen = near !== undefined && seen.some((jpeg) => jpeg.equals(near.jpeg));
    const shot = isSeen ? ((await take(atMs, true).catch(passOver(call))) ?? near) : near;
    if (shot) seen.push(shot.jpeg);
    return shot;
  };
  const isOver = (): boolean => performance.now() - startedMs > limits.POSTER_SEARCH_MS;
  const chosen = await choosePoster(posterTimesMs(facts.durationMs), look, isOver);
  if (!chosen) throw new AppError('video_unreadable', 'No frame of this video can be decoded');
  await writeFile(call.toFile, chosen.frame.jpeg).catch(throwAppError);
  return { ...sizeOfPoster(facts), atMs: chosen.frame.atMs, isPlain: chosen.isPlain };
}

/** A better frame that takes too long is none; a stop is a stop. */
const passOver =
  ({ signal }: Call) =>
  (): undefined => {
    signal?.throwIfAborted();
    return undefined;
  };

interface Shot extends Candidate {
  readonly jpeg: Buffer;
}

function throwAppError(error: unknown): never {
  throw toAppError(error);
}

function sizeOfPoster({ widthPx = 0, heightPx = 0 }: VideoFacts): { widthPx: number; heightPx: number } {
  const factor = Math.min(1, limits.POSTER_EDGE_PX / Math.max(widthPx, heightPx));
  return { widthPx: Math.max(1, Math.round(widthPx * factor)), heightPx: Math.max(1, Math.round(heightPx * factor)) };
}

/** One frame as JPEG on stdout, and a small grey copy to judge it by on `pipe:3`; undefined when there is none at this time. */
async function takeFrame(
  { ffmpeg }: FfmpegPrograms,
  ask: Call & { atMs: number; isExact: boolean; chain: string; stream: number },
): Promise<Shot | undefined> {
  const edge = LUMA_EDGE_PX;
  const graph = `[0:${ask.stream}]${ask.chain},split[poster][copy];[copy]scale=w=${edge}:h=${edge}:flags=neighbor,format=gray[grey]`;
  const args = [
    ['-nostdin', '-v', 'error', '-y', '-noautorotate', '-max_alloc', '1000000000', '-threads', '1', ...INPUT_LIMITS],
    // At the beginning there is nothing to seek: streams without an index are entered behind their only key frame.
    ask.atMs === 0 ? [] : [...(ask.isExact ? [] : ['-noaccurate_seek']), '-ss', (ask.atMs / 1_000).toFixed(3)],
    ['-i', `file:${ask.path}`, '-filter_complex', graph],
    ['-map', '[poster]', '-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '2', '-f', 'image2pipe', 'pipe:1'],
    ['-map', '[grey]', '-frames:v', '1', '-c:v', 'rawvideo', '-f', 'rawvideo', 'pipe:3'],
  ].flat();
  const { stdout, third, stderr } = await run(ffmpeg, { args, call: ask, maxOutputBytes: MAX_FRAME_BYTES });
  if (stdout.length === 0 && /^.*decoder.* not found/im.test(stderr))
    throw new AppError('video_no_picture', 'There is no decoder for this kind of video');
  if (stdout.length === 0 || third.length < edge * edge) return undefined;
  return {
    atMs: ask.atMs,
    jpeg: stdout,
    luma: measureLuma(third, { width: edge, height: edge, stride: edge, step: 1 }),
  };
}

function run(
  program: string,
  { args, call, maxOutputBytes }: { args: string[]; call: Call; maxOutputBytes: number },
): Promise<ProgramEnd> {
  const timeoutMs = Math.max(1, call.deadlineMs - performance.now());
  return runProgram({ program, args, timeoutMs, maxOutputBytes, signal: call.signal });
}

function unreadable({ exitCode, stderr }: ProgramEnd, path: string): AppError {
  const reason = stderr.replaceAll(`file:${path}: `, '').trim().split('\n').at(-1) ?? '';
  return new AppError('video_unreadable', `Could not open the video: ${reason}`, { details: { exitCode, reason } });
}
