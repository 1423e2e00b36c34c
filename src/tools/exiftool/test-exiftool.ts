import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import sharp from 'sharp';
import { systemClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import type { ExifTool, ExifToolOptions } from './exiftool.ts';
import { openExifTool } from './open-exiftool.ts';

/** The real tool with one process. For tests. */
export function openTestExifTool(options: Partial<ExifToolOptions> = {}): ExifTool {
  return openExifTool({
    mode: 'fast',
    timeoutMs: 10_000,
    processes: 1,
    clock: systemClock,
    log: silentLog,
    ...options,
  });
}

/** Writes a small JPEG with tags of a camera. @returns its path */
export async function taggedPicture(path: string, model: string): Promise<string> {
  const exif = { IFD0: { Make: 'Maker', Model: model }, IFD2: { DateTimeOriginal: '2019:05:04 14:03:21' } };
  const image = sharp({ create: { width: 8, height: 6, channels: 3, background: 'red' } });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await image.withExif(exif).jpeg().toBuffer());
  return path;
}
