import type { BlobStore } from '../../blobs/store.ts';
import type { Clock } from '../../base/clock.ts';
import type { TraceChoice } from '../../catalogue/traces/add-trace.ts';
import type { Database } from '../../db/database.ts';
import type { JobServices } from '../../jobs/engine.ts';
import type { ExifTool } from '../../tools/exiftool/exiftool.ts';
import type { Images } from '../../tools/images/images.ts';
import type { Video } from '../../tools/video/video.ts';

/** What describing an asset needs of the rest. */
export interface DescribeNeeds {
  readonly db: Database;
  readonly services: JobServices;
  readonly clock: Clock;
  readonly blobs: Pick<BlobStore, 'tempFile'>;
  readonly tags: Pick<ExifTool, 'readTags'>;
  readonly images: Pick<Images, 'readHiddenText'>;
  /** What of the steps is recorded now. */
  traces(): TraceChoice;
  /** Undefined where no video tool works. */
  video(): Promise<Pick<Video, 'probe' | 'version'> | undefined>;
}
