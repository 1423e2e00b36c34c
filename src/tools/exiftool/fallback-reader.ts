import { open } from 'node:fs/promises';
import { AppError, toAppError } from '../../base/errors.ts';
import { cut } from './parse-reply.ts';

/** What the built-in reader is called in traces. */
export const FALLBACK_TOOL = 'exifreader';

/** EXIF stands near the beginning of nearly every file. */
const HEAD_BYTES = 1024 * 1024;

/** ExifReader's names → ExifTool's, where they differ. */
const RENAMED: Readonly<Record<string, string>> = {
  DateTime: 'IFD0:ModifyDate',
  DateTimeDigitized: 'ExifIFD:CreateDate',
  ISOSpeedRatings: 'ExifIFD:ISO',
  FocalLengthIn35mmFilm: 'ExifIFD:FocalLengthIn35mmFormat',
  'Image Width': 'File:ImageWidth',
  'Image Height': 'File:ImageHeight',
  PixelXDimension: 'ExifIFD:ExifImageWidth',
  PixelYDimension: 'ExifIFD:ExifImageHeight',
};
const MAIN_FOLDER = new Set([
  'Make',
  'Model',
  'Orientation',
  'Software',
  'ImageDescription',
  'Artist',
  'Copyright',
  'Rating',
]);
/** Thumbnails and the like are no facts. */
const LEFT_OUT = /thumbnail|MakerNote|JPEGInterchange|base64|images/i;

/**
 * Tags of a file without ExifTool: EXIF, XMP, PNG texts and sizes of the common formats, named as ExifTool names them.
 * @throws metadata_failed when nothing can be read · file_missing · permission_denied
 */
export async function readFallback(path: string): Promise<Record<string, unknown>> {
  const head = await readStart(path);
  const { default: reader } = await import('exifreader'); // loaded only when it is needed
  try {
    return named({ ...reader.load(head, { expanded: true, async: false, includeUnknown: false }) });
  } catch (error) {
    throw new AppError('metadata_failed', 'The built-in reader does not know this file', { cause: error });
  }
}

async function readStart(path: string): Promise<Buffer> {
  try {
    await using file = await open(path);
    const bytes = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(bytes, 0, HEAD_BYTES, 0);
    return bytes.subarray(0, bytesRead);
  } catch (error) {
    throw toAppError(error);
  }
}

function named(found: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const tags: Record<string, unknown> = {};
  for (const [section, group] of [
    ['file', 'File'],
    ['exif', 'ExifIFD'],
    ['iptc', 'IPTC'],
    ['xmp', 'XMP'],
    ['pngText', 'PNG'],
    ['png', 'PNG'],
  ] as const) {
    for (const [name, tag] of Object.entries(asRecord(found[section]))) {
      const value = plainValue(asRecord(tag));
      if (value === undefined || LEFT_OUT.test(name)) continue;
      const key =
        RENAMED[name] ??
        (section === 'exif' && MAIN_FOLDER.has(name) ? `IFD0:${name}` : `${group}:${name.replaceAll(' ', '')}`);
      tags[key] = cut(value, 0);
    }
  }
  const gps = asRecord(found['gps']);
  for (const name of ['Latitude', 'Longitude', 'Altitude']) {
    if (typeof gps[name] === 'number') tags[`Composite:GPS${name}`] = gps[name];
  }
  return tags;
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** Texts as texts, rationals as numbers, single items of lists alone. */
function plainValue({ value, description }: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (!Array.isArray(value)) return typeof description === 'string' ? description : undefined;
  const [first, second] = value;
  if (value.length === 2 && typeof first === 'number' && typeof second === 'number')
    return second === 0 ? undefined : first / second;
  if (value.length === 1 && (typeof first === 'string' || typeof first === 'number')) return first;
  return typeof description === 'string' ? description : undefined;
}
