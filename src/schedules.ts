import type { Config } from './config/schema.ts';
import { sweepPictures } from './derivatives/sweep-pictures.ts';
import { pruneImports } from './ingest/prune-imports.ts';
import { reconcile } from './ingest/reconcile.ts';
import { rescanRoots } from './ingest/rescan.ts';
import { backUpDatabase } from './jobs/back-up-database.ts';
import type { Schedule } from './jobs/ledger/schedules.ts';
import { pruneEvents, pruneJobs } from './jobs/upkeep.ts';

/** What comes back by the clock, as it is configured. */
export function schedulesOf({ schedules, database }: Config): readonly Schedule[] {
  const { reconcile: lookForMissed, upkeep, rescan } = schedules;
  const backup = database.url === '' ? schedules.backup : ''; // a server has backups of its own
  const timeZone = schedules.timeZone === '' ? null : schedules.timeZone;
  return [
    { kind: reconcile.kind, cron: lookForMissed },
    { kind: pruneJobs.kind, cron: upkeep },
    { kind: pruneEvents.kind, cron: upkeep },
    { kind: pruneImports.kind, cron: upkeep },
    { kind: sweepPictures.kind, cron: upkeep },
    { kind: rescanRoots.kind, cron: rescan },
    { kind: backUpDatabase.kind, cron: backup },
  ].flatMap(({ kind, cron }) => (cron === '' ? [] : [{ key: kind, kind, input: {}, cron, timeZone }]));
}
