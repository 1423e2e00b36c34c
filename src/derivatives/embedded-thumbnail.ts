import { open } from 'node:fs/promises';
import { locateOriginal } from '../catalogue/files/locate-original.ts';
import type { Database } from '../db/database.ts';
import { uprightJpeg } from './upright-jpeg.ts';

/** EXIF lives in segments of at most 64 KiB; more is a lie. */
const THUMBNAIL_BYTES_MAX = 65_536;

/** Where a thumbnail lies in a file. */
export interface ThumbnailPlace {
  readonly path: string;
  readonly offset: number;
  readonly bytes: number;
  readonly orientation: number | null;
}

/** The EXIF thumbnail at this place, upright for browsers; undefined when no JPEG begins there. @throws file_missing … */
export async function readThumbnail(place: ThumbnailPlace): Promise<Uint8Array | undefined> {
  if (place.bytes < 4 || place.bytes > THUMBNAIL_BYTES_MAX || place.offset < 0) return undefined;
  await using handle = await open(place.path, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(place.bytes), 0, place.bytes, place.offset);
  if (bytesRead !== place.bytes || buffer.readUInt16BE(0) !== 0xffd8) return undefined;
  return uprightJpeg(buffer, place.orientation);
}

/**
 * What a page shows of an asset before its pictures are made: the thumbnail in its original, or undefined.
 * @throws asset_not_found
 */
export async function embeddedThumbnail(db: Database, assetId: string): Promise<Uint8Array | undefined> {
  const { path, embedded, orientation } = await locateOriginal(db, assetId);
  return embedded === null ? undefined : readThumbnail({ path, ...embedded, orientation });
}
