import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { TraceChoice } from '../catalogue/traces/add-trace.ts';
import type { Database } from '../db/database.ts';
import type { JobGroups, JobServices, JobSink, NewJob } from '../jobs/engine.ts';
import type { ExifTool } from '../tools/exiftool/exiftool.ts';

/** Settings of an import, as they were when its job started. */
export interface IngestSettings {
  readonly ignore: readonly string[];
  readonly followLinks: boolean;
  /** A file younger than this is looked at again before it is read, milliseconds. */
  readonly settleMs: number;
  /** Threads that read files. */
  readonly readers: number;
  /** Template of folders and names in the managed library. */
  readonly layout: string;
  /** The managed library's folder, absolute. */
  readonly library: string;
  /** The data folder, and the folders of pictures, backups and logs, wherever those are: absolute. */
  readonly data: string;
  readonly own: readonly string[];
  readonly traces: TraceChoice;
  /** Days that traces of what went well are kept. */
  readonly traceKeepDays: number;
}

/** What an import needs of the rest. */
export interface IngestNeeds {
  readonly db: Database;
  readonly sink: JobSink;
  readonly services: JobServices;
  readonly groups: JobGroups;
  readonly clock: Clock;
  readonly log: Log;
  /** Read once at the start of a job: running work keeps its snapshot. */
  ingestSettings(): IngestSettings;
  /** The job that reads the metadata of an asset again, after a sidecar came or changed. */
  describeAgain(asset: { assetId: string; sessionId: string | null; rootId?: string }): NewJob;
  /** Tells when a file was taken that is to be placed and whose first bytes do not say; without it that is undated. */
  readonly tags?: Pick<ExifTool, 'readTags'>;
  /** Told once a scan, at the first file that has to be read: what will work on it may start up meanwhile. */
  newFilesMet?(): void;
  /** Jobs that make what an asset with new content lacks; `rootId` and `kind` of its file are told where they are known. */
  followUps(asset: {
    assetId: string;
    sessionId: string | null;
    rootId?: string;
    kind?: 'image' | 'video';
  }): readonly NewJob[];
}
