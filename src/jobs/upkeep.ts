import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Database } from '../db/database.ts';
import { removeOldEvents } from '../events/remove-old-events.ts';
import type { JobSink } from './engine.ts';
import { type RunningJob, defineJob, delays, newJob } from './kind.ts';
import { keepJobs, removeEndedJobs } from './remove-ended-jobs.ts';

const DAY_MS = 86_400_000;
const KEEP_EVENTS_MS = 90 * DAY_MS;
const KEEP_EVENTS = 500_000;

interface Needs {
  readonly db: Database;
  readonly clock: Clock;
  readonly jobs: JobSink;
}

/** Each day is a job of its own, which enqueues the next: a day is never done twice, and none is forgotten after a crash. */
const daily = {
  input: z.object({ day: z.iso.date() }),
  queue: 'upkeep',
  retry: delays(60_000, 600_000, 3_600_000),
  timeoutMs: 600_000,
  resources: { disk: 1 },
  uniqueKey: ({ day }: { day: string }) => day,
} as const;

/** Removes jobs that ended long ago. */
export const pruneJobs = defineJob({
  ...daily,
  kind: 'jobs.prune',
  async run(_input, { db, clock, jobs }: Needs, job: RunningJob) {
    await jobs.enqueue([newJob(pruneJobs, ...tomorrow(clock.now()))]);
    const removed = await removeEndedJobs(db, keepJobs, { atMs: clock.now(), signal: job.signal });
    return { removed };
  },
});

/** Removes events of long ago. */
export const pruneEvents = defineJob({
  ...daily,
  kind: 'events.prune',
  async run(_input, { db, clock, jobs }: Needs) {
    await jobs.enqueue([newJob(pruneEvents, ...tomorrow(clock.now()))]);
    const removed = await removeOldEvents(db, { sinceMs: clock.now() - KEEP_EVENTS_MS, maxRows: KEEP_EVENTS });
    return { removed };
  },
});

/** To be called at each start: sees to it that today's upkeep is done. */
export async function scheduleUpkeep(jobs: JobSink, nowMs: number): Promise<void> {
  const today = { day: dayOf(nowMs) };
  await jobs.enqueue([newJob(pruneJobs, today), newJob(pruneEvents, today)]);
}

function tomorrow(nowMs: number): readonly [{ day: string }, { runAtMs: number }] {
  const runAtMs = nowMs + DAY_MS;
  return [{ day: dayOf(runAtMs) }, { runAtMs }];
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
