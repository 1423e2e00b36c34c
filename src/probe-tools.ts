import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from './base/clock.ts';
import { toAppError } from './base/errors.ts';
import { silentLog } from './base/log.ts';
import type { Config } from './config/schema.ts';
import { toolFault, type ToolProbe } from './doctor/check-tools.ts';
import { sampleBmp } from './doctor/samples/sample-bmp.ts';
import { openExifTool } from './tools/exiftool/open-exiftool.ts';
import { openImages } from './tools/images/images.ts';
import { defaultPictureRecipe } from './tools/images/picture-recipe.ts';
import { openVideo } from './tools/video/open-video.ts';

const SAMPLE = { widthPx: 96, heightPx: 64 };

/** Tries every tool once, for real: each starts, and the decoders make pictures of a tiny file. Takes about two seconds. */
export async function probeTools(config: Pick<Config, 'metadata' | 'video'>): Promise<readonly ToolProbe[]> {
  const videos = (['node-av', 'ffmpeg'] as const).map((engine) =>
    probe(engine, () => videoVersion(config.video, engine)),
  );
  return Promise.all([probe('exiftool', () => exiftoolVersion(config.metadata)), ...pictureProbes(), ...videos]);
}

async function probe(id: ToolProbe['id'], version: () => Promise<string>): Promise<ToolProbe> {
  try {
    return { id, found: { version: await version() } };
  } catch (error) {
    const { code, message, details } = toAppError(error);
    const why = toolFault(code === 'metadata_tool_killed' ? 'killed' : details['why']);
    return { id, found: { problem: message, why } };
  }
}

async function exiftoolVersion({ exiftool, timeoutMs }: Config['metadata']): Promise<string> {
  await using tool = openExifTool({
    path: exiftool,
    mode: 'fast2',
    timeoutMs,
    processes: 1,
    clock: systemClock,
    log: silentLog,
  });
  return await tool.version();
}

async function videoVersion({ ffmpeg, ffprobe }: Config['video'], engine: 'node-av' | 'ffmpeg'): Promise<string> {
  const opened = await openVideo({ engine, ffmpeg, ffprobe, size: 1, idleMs: 1_000, log: silentLog });
  if (!opened.video) throw new Error(opened.reason);
  await using video = opened.video;
  return video.version();
}

/** A bitmap goes through both: the foreign decoder reads it, the picture library makes the pictures. */
function pictureProbes(): readonly Promise<ToolProbe>[] {
  const made = makeSamplePictures();
  const toolOf = async (method: 'magick' | 'sharp'): Promise<string> => (await made)[method];
  return [probe('sharp', async () => toolOf('sharp')), probe('magick', async () => toolOf('magick'))];
}

async function makeSamplePictures(): Promise<{ readonly magick: string; readonly sharp: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'supervisor-probe-'));
  try {
    await using images = openImages({ log: silentLog, concurrency: 1 });
    const path = join(folder, 'sample.bmp');
    await writeFile(path, sampleBmp(SAMPLE));
    let count = 0;
    const tempFile = (extension: string): string => join(folder, `${(count += 1)}.${extension}`);
    const { steps } = await images.makePictures({
      source: { path, is: 'picture' },
      decoder: 'magick',
      format: 'bmp',
      recipe: defaultPictureRecipe,
      tempFile,
    });
    const [first, second] = steps;
    return { magick: first?.tool ?? '', sharp: second?.tool ?? '' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
