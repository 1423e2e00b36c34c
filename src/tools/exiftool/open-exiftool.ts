import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, hasCode, toAppError } from '../../base/errors.ts';
import { checkPath } from './arguments.ts';
import { Engine } from './engine.ts';
import type { EmbeddedPreview, ExifTool, ExifToolOptions, TagReading } from './exiftool.ts';
import { FALLBACK_TOOL, readFallback } from './fallback-reader.ts';
import { parseReply } from './parse-reply.ts';
import { ReadingQueue } from './reading-queue.ts';

/** Every name ExifTool gives to a picture inside a file. */
const PREVIEW_TAGS = [
  'JpgFromRaw',
  'JpgFromRaw2',
  'PreviewImage',
  'OtherImage',
  'MPImage2',
  'MPImage3',
  'PhotoshopThumbnail',
  'ThumbnailImage',
];

/** ExifTool as a need; nothing is started before the first call. */
export function openExifTool(options: ExifToolOptions): ExifTool {
  const engines = Array.from({ length: Math.max(1, options.processes) }, () => new Engine(options));
  const queue = new ReadingQueue({ engines, ...options });
  const method = options.mode === 'full' ? 'exiftool' : 'exiftool_fast';
  return {
    async readTags(path, signal): Promise<TagReading> {
      checkPath(path);
      signal?.throwIfAborted();
      try {
        const { file, version, shareMs } = await queue.read(path, signal);
        if (!file) throw await unopened(path);
        return { ...file, method, tool: `ExifTool ${version}`, shareMs };
      } catch (error) {
        if (!hasCode(error, 'metadata_tool_missing')) throw error;
        const tags = await readWithout(path);
        return { tags, warnings: [], errors: [], method: 'fallback', tool: FALLBACK_TOOL };
      }
    },
    async listEmbedded(path, signal): Promise<readonly EmbeddedPreview[]> {
      checkPath(path);
      signal?.throwIfAborted();
      const files = parseReply(
        await queue.command(['-j', '-n', '-a', '-G1', ...PREVIEW_TAGS.map((tag) => `-${tag}`)], path),
      );
      const file = files.get(path);
      if (!file) throw await unopened(path);
      return Object.entries(file.tags).flatMap(([key, value]) => embeddedPreview(key, value));
    },
    async extractEmbedded({ path, tag, toFile }, signal): Promise<void> {
      checkPath(path);
      checkPath(toFile);
      signal?.throwIfAborted();
      if (!/^(?:\w+:)?\w+$/.test(tag))
        throw new AppError('preview_missing', 'Not the name of a preview', { details: { tag } });
      await writePreview(queue, { path, tag, toFile });
    },
    async version(): Promise<string> {
      const [first] = engines;
      return first ? first.version() : '';
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await Promise.all(engines.map((engine) => engine[Symbol.asyncDispose]()));
    },
  };
}

/** That the built-in reader knows few formats says nothing of the file. @throws metadata_tool_missing, and as `readFallback` */
async function readWithout(path: string): Promise<Record<string, unknown>> {
  try {
    return await readFallback(path);
  } catch (error) {
    if (!hasCode(error, 'metadata_failed')) throw error;
    const message = 'ExifTool is missing, and the built-in reader does not know this file';
    throw new AppError('metadata_tool_missing', message, { retry: 'give-up', cause: error });
  }
}

/** Why the tool could not open a file: what the system says of it, else damage. */
async function unopened(path: string): Promise<AppError> {
  try {
    const facts = await stat(path);
    return new AppError('metadata_failed', facts.isFile() ? 'ExifTool cannot open the file' : 'Not a file', {
      details: { path },
    });
  } catch (error) {
    return toAppError(error);
  }
}

function embeddedPreview(key: string, value: unknown): readonly EmbeddedPreview[] {
  const bytes = Number(/^\(Binary data (\d+) bytes/.exec(String(value))?.[1] ?? 0);
  const colon = key.indexOf(':');
  return bytes > 0 ? [{ tag: key.slice(colon + 1), group: key.slice(0, colon), bytes }] : [];
}

/** ExifTool writes the file itself; in its name `%` has a meaning, so such a name is reached through a plain one. */
async function writePreview(
  queue: ReadingQueue,
  { path, tag, toFile }: { path: string; tag: string; toFile: string },
): Promise<void> {
  const folder = /[%\r\n]/.test(toFile) ? await mkdtemp(join(tmpdir(), 'supervisor-preview-')) : undefined;
  const target = folder === undefined ? toFile : join(folder, 'preview');
  try {
    await rm(target, { force: true });
    // `%0e` is nothing of the extension: it makes the rest a full name instead of an extension.
    await queue.command(['-b', `-${tag}`, '-W!', `${target}%0e`], path);
    const written = await stat(target).catch(() => undefined);
    if (!written || written.size === 0)
      throw new AppError('preview_missing', `No ${tag} in the file`, { details: { path, tag } });
    if (folder !== undefined) await copyFile(target, toFile);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}
