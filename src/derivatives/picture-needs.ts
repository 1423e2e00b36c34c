import type { AppError } from '../base/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { FileBlobStore } from '../blobs/store.ts';
import type { OriginalPlace } from '../catalogue/files/locate-original.ts';
import type { TraceChoice } from '../catalogue/traces/add-trace.ts';
import type { Database } from '../db/database.ts';
import type { ExifTool } from '../tools/exiftool/exiftool.ts';
import type { Images } from '../tools/images/images.ts';
import type { Video } from '../tools/video/video.ts';
import type { PictureSettings } from './recipe.ts';

/** What making pictures needs of the rest. */
export interface PictureNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly blobs: FileBlobStore;
  readonly images: Pick<Images, 'makePictures' | 'readHead'>;
  readonly embedded: Pick<ExifTool, 'listEmbedded' | 'extractEmbedded'>;
  /** What of the steps is recorded now. */
  traces(): TraceChoice;
  /** Undefined where no video tool works. */
  video(): Promise<Pick<Video, 'poster'> | undefined>;
  /** What really keeps an original from being read, when making its pictures ended with this. */
  explainUnreadable(place: { rootId: string; path: string }, thrown: unknown): Promise<AppError>;
  /** Read once at the start of a job: running work keeps its snapshot. */
  pictureSettings(): PictureSettings;
}

/** What the routes know of the asset they make pictures of. */
export interface PictureSubject {
  readonly path: string;
  readonly format: string;
  readonly sizeBytes: number;
  /** EXIF orientation of the file. */
  readonly orientation: number | null;
  /** Upright size of the whole picture; null when unknown. */
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  /** The EXIF thumbnail in the file. */
  readonly thumbnail: { readonly offset: number; readonly bytes: number } | null;
}

/** What the routes have to know of an original. */
export function subjectOf(place: OriginalPlace): PictureSubject {
  const { path, format, sizeBytes, orientation, widthPx, heightPx, embedded } = place;
  return { path, format, sizeBytes, orientation, widthPx, heightPx, thumbnail: embedded };
}
