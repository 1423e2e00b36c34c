import type { Log } from '../base/log.ts';
import type { HealthView } from '../contract/health.ts';
import type { CheckLine } from '../contract/system.ts';
import type { TimelineIndex } from '../catalogue/timeline/timeline-index.ts';
import type { LiveConfig } from '../config/watch.ts';
import type { LockWatch } from '../db/lock-watch.ts';
import type { Database } from '../db/database.ts';
import type { Activity } from '../ingest/activity/activity.ts';
import type { IngestNeeds } from '../ingest/ingest-needs.ts';
import type { JobAdmin, JobSink } from '../jobs/engine.ts';
import type { AnyKind } from '../jobs/kind.ts';
import type { JobOverview } from '../jobs/overview/job-overview.ts';
import type { OperationLog } from './operation-log.ts';

/** The stored pictures by size. */
export type PictureSize = 'grid' | 'square' | 'preview';

/** What the pages and the API need of the rest. */
export interface ApiNeeds {
  /** A connection of its own that only reads: no request waits for a writer. */
  readonly reader: Database;
  /** Whether writes of this process wait for another one; undefined where that cannot be told. */
  readonly lock: LockWatch | undefined;
  readonly timeline: TimelineIndex;
  readonly activity: Activity;
  readonly ingest: IngestNeeds;
  readonly admin: JobAdmin;
  /** Where jobs that a caller asks for are put in line; keeps to the caps. */
  readonly asked: JobSink;
  readonly overview: JobOverview;
  /** Where it is noted what people change. */
  readonly operations: OperationLog;
  /** Every kind of job there is. */
  readonly kinds: readonly AnyKind[];
  /** Whether running a kind with this input would change anything, as far as that can be told before. */
  hasWork(kind: AnyKind, input: unknown): Promise<boolean>;
  readonly config: LiveConfig;
  readonly log: Log;
  /** Kinds of jobs whose results a screen waits for. */
  readonly screenKinds: readonly string[];
  /** Queues that the pause button stops. */
  readonly heavyQueues: readonly string[];
  readonly about: {
    readonly version: string;
    readonly startedAtMs: number;
    readonly dataDir: string;
    readonly logsDir: string;
  };
  /** File of a picture that is made, and its media type; undefined while there is none. */
  pictureFile(assetId: string, size: PictureSize): Promise<{ path: string; mime: string } | undefined>;
  /** The thumbnail inside the original, upright; undefined when there is none. */
  embeddedThumbnail(assetId: string): Promise<Uint8Array | undefined>;
  /** Doctor's lines. */
  checks(): Promise<readonly CheckLine[]>;
  /** Health of every part. */
  health(): Promise<HealthView>;
}
