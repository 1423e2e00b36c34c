import type { Config } from './config/schema.ts';
import { makePictures } from './derivatives/make-pictures.ts';
import { sweepPictures } from './derivatives/sweep-pictures.ts';
import { describeAsset } from './ingest/describe-asset.ts';
import { pairCompanions } from './ingest/pair-companions.ts';
import { pruneImports } from './ingest/prune-imports.ts';
import { reconcile } from './ingest/reconcile.ts';
import { rescanRoots } from './ingest/rescan.ts';
import { backUpDatabase } from './jobs/back-up-database.ts';
import type { AnyKind } from './jobs/kind.ts';
import type { Schedule } from './jobs/ledger/schedules.ts';
import { pruneEvents, pruneJobs } from './jobs/upkeep.ts';

/** What comes back by the clock, as it is configured; what has no times is done when somebody asks for it. */
export function schedulesOf({ schedules, database }: Config): readonly Schedule[] {
  const { reconcile: lookForMissed, upkeep, rescan, backup } = schedules;
  const timeZone = schedules.timeZone === '' ? null : schedules.timeZone;
  const hasBackups = database.url === ''; // a server has backups of its own
  return [
    schedule(rescanRoots, rescan),
    // follow each import by themselves, and the reconciler looks after them
    { ...schedule(reconcile, '', { only: 'metadata' }), key: describeAsset.kind },
    { ...schedule(reconcile, '', { only: 'pictures' }), key: makePictures.kind },
    { ...schedule(reconcile, '', { only: 'pairs' }), key: pairCompanions.kind },
    schedule(reconcile, lookForMissed),
    schedule(pruneJobs, upkeep),
    schedule(pruneEvents, upkeep),
    schedule(pruneImports, upkeep),
    schedule(sweepPictures, upkeep),
    ...(hasBackups ? [schedule(backUpDatabase, backup)] : []),
  ].map((one) => ({ ...one, timeZone, perDay: schedules.perDay[one.key] }));
}

function schedule({ kind }: AnyKind, cron: string, input: object = {}): Omit<Schedule, 'timeZone' | 'perDay'> {
  return { key: kind, kind, input, cron };
}
