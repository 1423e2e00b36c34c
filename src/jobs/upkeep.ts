import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Database } from '../db/database.ts';
import { hasOldOperations, removeOldOperations } from '../events/operations.ts';
import { hasOldEvents, removeOldEvents } from '../events/remove-old-events.ts';
import { type RunningJob, defineJob, delays } from './kind.ts';
import { hasOldJobs, type KeepJobs, removeEndedJobs } from './remove-ended-jobs.ts';

const DAY_MS = 86_400_000;
const KEEP_EVENTS_MS = 90 * DAY_MS;
const KEEP_EVENTS = 500_000;

interface Needs {
  readonly db: Database;
  readonly clock: Clock;
  /** How long ended jobs are kept now. */
  keepJobs(): KeepJobs;
  /** How long it is kept now what people changed, milliseconds. */
  keepOperationsMs(): number;
}

const upkeep = {
  input: z.object({}),
  queue: 'upkeep',
  retry: delays(60_000, 600_000, 3_600_000),
  timeoutMs: 600_000,
  resources: { disk: 1 },
  uniqueKey: () => 'all',
} as const;

/** Removes jobs that ended long ago. */
export const pruneJobs = defineJob({
  ...upkeep,
  kind: 'jobs.prune',
  hasWork: (_input, { db, clock, keepJobs }: Needs) => hasOldJobs(db, keepJobs(), clock.now()),
  async run(_input, { db, clock, keepJobs }: Needs, job: RunningJob) {
    return { removed: await removeEndedJobs(db, keepJobs(), { atMs: clock.now(), signal: job.signal }) };
  },
});

/** Removes events, and what people changed, of long ago. */
export const pruneEvents = defineJob({
  ...upkeep,
  kind: 'events.prune',
  async hasWork(_input, { db, ...kept }: EventNeeds) {
    return (await hasOldEvents(db, eventsToKeep(kept))) || (await hasOldOperations(db, operationsFromMs(kept)));
  },
  async run(_input, { db, ...kept }: EventNeeds) {
    return {
      removed: await removeOldEvents(db, eventsToKeep(kept)),
      operations: await removeOldOperations(db, operationsFromMs(kept)),
    };
  },
});

type EventNeeds = Pick<Needs, 'db' | 'clock' | 'keepOperationsMs'>;
type Kept = Omit<EventNeeds, 'db'>;

function eventsToKeep({ clock }: Kept): { sinceMs: number; maxRows: number } {
  return { sinceMs: clock.now() - KEEP_EVENTS_MS, maxRows: KEEP_EVENTS };
}

function operationsFromMs({ clock, keepOperationsMs }: Kept): number {
  return clock.now() - keepOperationsMs();
}
