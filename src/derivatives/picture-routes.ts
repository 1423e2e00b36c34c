import { rm, writeFile } from 'node:fs/promises';
import { AppError, hasCode } from '../base/errors.ts';
import { formatById } from '../formats/format-of.ts';
import type { MakePicturesRequest } from '../tools/images/images.ts';
import { magickReads } from '../tools/images/magick-formats.ts';
import type { MadePictures, PictureSource } from '../tools/images/picture-request.ts';
import { isCutOff } from '../tools/cut-off/is-cut-off.ts';
import { readThumbnail } from './embedded-thumbnail.ts';
import type { PictureNeeds, PictureSubject } from './picture-needs.ts';
import type { PictureTrace } from './picture-trace.ts';
import { orientationOfEmbedded, weighEmbedded, type WeighedPreview } from './raw-previews.ts';
import type { PictureSettings } from './recipe.ts';

/** One way to pictures. */
export interface Route {
  /** As recorded: `sharp`, `magick`, `embedded:JpgFromRaw`, `video`, `exif-thumbnail`. */
  readonly name: string;
  /** What comes out is less than the format's own route gives. */
  readonly isFallback: boolean;
  /** Its source is the whole picture, so its size is the asset's. */
  readonly isWhole: boolean;
  make(): Promise<MadePictures>;
}

/** What the routes of one asset share. */
export interface RouteContext {
  readonly needs: PictureNeeds;
  readonly subject: PictureSubject;
  readonly settings: PictureSettings;
  readonly trace: PictureTrace;
  readonly signal: AbortSignal;
}

/**
 * The ways to the pictures of one asset, best first; each is prepared only when the one before it failed.
 * The order is the fallback table: source, then embedded previews, then the EXIF thumbnail; for RAW embedded first.
 */
export async function* routesOf(context: RouteContext): AsyncGenerator<Route, void, void> {
  const { decoder, isRaw } = formatById(context.subject.format);
  if (decoder === 'none') return;
  if (decoder === 'video') yield videoRoute(context);
  if (decoder === 'sharp') yield sourceRoute(context, 'sharp');
  if (decoder === 'magick' || (decoder === 'sharp' && magickReads(context.subject.format))) {
    yield sourceRoute(context, 'magick', decoder === 'sharp');
  }
  if (isRaw || decoder === 'raw' || formatById(context.subject.format).embedded.length > 0) {
    yield* embeddedRoutes(context, isRaw || decoder === 'raw');
  }
  if (context.subject.thumbnail) yield thumbnailRoute(context, context.subject.thumbnail);
}

function request(context: RouteContext, source: PictureSource, decoder: 'sharp' | 'magick'): MakePicturesRequest {
  const { subject, settings, needs } = context;
  return {
    source,
    decoder,
    format: subject.format,
    recipe: settings,
    tempFile: (extension) => needs.blobs.tempFile(extension),
  };
}

function sourceRoute(context: RouteContext, decoder: 'sharp' | 'magick', isFallback = false): Route {
  const { path, format } = context.subject;
  const source: PictureSource = { path, is: format === 'svg' ? 'svg' : 'picture' };
  const make = async (): Promise<MadePictures> => {
    const made = await context.needs.images.makePictures(request(context, source, decoder), context.signal);
    return (await isCutOff(path, format)) ? { ...made, warning: 'picture_damaged' } : made;
  };
  return { name: decoder, isFallback, isWhole: true, make };
}

/** What clips wait for where no video tool works, as the service of their jobs. */
export const videoTool = 'tool:video';

function videoRoute(context: RouteContext): Route {
  const { needs, subject, signal } = context;
  const make = async (): Promise<MadePictures> => {
    const video = await needs.video();
    if (!video) throw new AppError('video_tool_missing', 'No video tool works here', { retry: { service: videoTool } });
    const file = needs.blobs.tempFile('jpg');
    try {
      const startedMs = performance.now();
      const { atMs, isPlain, tool } = await video.poster(subject.path, file, signal);
      const made = await needs.images.makePictures(request(context, { path: file, is: 'picture' }, 'sharp'), signal);
      const isCut = await isCutOff(subject.path, subject.format);
      const plain = isPlain ? ', no frame shows more than one colour' : '';
      const detail = `at ${atMs} ms${plain}${isCut ? ', the file is shorter than it says' : ''}`;
      const step = { method: 'poster', ok: true, detail, tool, durationUs: (performance.now() - startedMs) * 1_000 };
      const warning = made.warning ?? (isCut ? 'picture_damaged' : undefined);
      return { ...made, warning, steps: [step, ...made.steps] };
    } catch (error) {
      throw (await isCutOffClip(error, subject)) ? new AppError('video_unreadable', CUT_OFF, { cause: error }) : error;
    } finally {
      await rm(file, { force: true });
    }
  };
  return { name: 'video', isFallback: false, isWhole: false, make };
}

const CUT_OFF = 'The file is shorter than it says, and what is there has no picture';

/** That a clip is not all there says more than that no frame was found in it. */
async function isCutOffClip(error: unknown, { path, format }: PictureSubject): Promise<boolean> {
  const isWithoutPicture = hasCode(error, 'video_no_picture') || hasCode(error, 'video_unreadable');
  return isWithoutPicture && (await isCutOff(path, format));
}

/** For RAW: acceptable previews, then rendering, then the small previews. For others previews are the fallback. */
async function* embeddedRoutes(context: RouteContext, isRaw: boolean): AsyncGenerator<Route, void, void> {
  const { needs, signal } = context;
  const previews = await weighEmbedded(needs, context, signal);
  try {
    for (const preview of previews) if (preview.isAcceptable) yield embeddedRoute(context, preview, !isRaw);
    if (isRaw && magickReads(context.subject.format)) yield rawRoute(context);
    for (const preview of previews) if (!preview.isAcceptable) yield embeddedRoute(context, preview, true);
  } finally {
    await Promise.all(previews.map(({ file }) => rm(file, { force: true })));
  }
}

function embeddedRoute(context: RouteContext, preview: WeighedPreview, isFallback: boolean): Route {
  const orientation = orientationOfEmbedded(preview, context.subject);
  const source: PictureSource = { path: preview.file, is: 'picture', orientation };
  const make = (): Promise<MadePictures> =>
    context.needs.images.makePictures(request(context, source, 'sharp'), context.signal);
  return { name: `embedded:${preview.tag}`, isFallback, isWhole: false, make };
}

function rawRoute(context: RouteContext): Route {
  const source: PictureSource = { path: context.subject.path, is: 'picture', refuseBlank: true };
  const make = (): Promise<MadePictures> =>
    context.needs.images.makePictures(request(context, source, 'magick'), context.signal);
  return { name: 'magick', isFallback: false, isWhole: true, make };
}

function thumbnailRoute(context: RouteContext, place: { offset: number; bytes: number }): Route {
  const { needs, subject, signal } = context;
  const make = async (): Promise<MadePictures> => {
    const bytes = await readThumbnail({ path: subject.path, ...place, orientation: subject.orientation });
    if (!bytes) throw new AppError('no_preview', 'No JPEG lies where the EXIF thumbnail should be');
    const file = needs.blobs.tempFile('jpg');
    try {
      await writeFile(file, bytes, { flag: 'wx' });
      return await needs.images.makePictures(request(context, { path: file, is: 'picture' }, 'sharp'), signal);
    } finally {
      await rm(file, { force: true });
    }
  };
  return { name: 'exif-thumbnail', isFallback: true, isWhole: false, make };
}
