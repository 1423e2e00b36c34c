import { enhancePreview } from './derivatives/enhance/enhance-preview.ts';
import { makePictures } from './derivatives/make-pictures.ts';
import { sweepPictures } from './derivatives/sweep-pictures.ts';
import { describeAsset } from './ingest/describe-asset.ts';
import { pairCompanions } from './ingest/pair-companions.ts';
import { pruneImports } from './ingest/prune-imports.ts';
import { reconcile } from './ingest/reconcile.ts';
import { rescanRoots } from './ingest/rescan.ts';
import { scanFolder } from './ingest/scan-folder.ts';
import { backUpDatabase } from './jobs/back-up-database.ts';
import { pruneEvents, pruneJobs } from './jobs/upkeep.ts';

/** Every kind of job. */
export const kinds = [
  scanFolder,
  describeAsset,
  makePictures,
  enhancePreview,
  pairCompanions,
  reconcile,
  pruneJobs,
  pruneEvents,
  pruneImports,
  sweepPictures,
  rescanRoots,
  backUpDatabase,
] as const;

/** Queues that the pause button stops: all that makes the machine work hard. */
export const heavyQueues = ['scan', 'metadata', 'pictures', 'enhance'] as const;

/** What a screen waits for: moved to the front while somebody looks. */
export const screenKinds = [makePictures.kind, describeAsset.kind] as const;
