import { z } from 'zod';
import { JobRow, WhyNot } from './job.ts';
import { WorkerId } from './ids.ts';

/** One word for all workers. `stalled`: a due job has waited over 30 s and no live worker takes it. */
export const WorkerVerdict = z.enum(['processing', 'idle', 'stalled', 'pending', 'stopped', 'unknown']);
export type WorkerVerdict = z.infer<typeof WorkerVerdict>;

/** Unfinished jobs of a queue by what they wait for, and its failures. */
export const QueueCounts = z.object({
  ready: z.number().int().describe('Due now'),
  delayed: z.number().int().describe('Planned for later, retries among them'),
  blocked: z.number().int().describe('A service they need is down'),
  waiting: z.number().int().describe('For other jobs, or held by a person'),
  running: z.number().int(),
  failed: z.number().int().describe('Kept failures that nobody ignored'),
});
export type QueueCounts = z.infer<typeof QueueCounts>;

/** A queue as its card shows it. */
export const QueueView = z.object({
  name: z.string(),
  heavy: z.boolean().describe('Stopped by the pause button'),
  kinds: z.array(z.string()),
  counts: QueueCounts,
  paused: z.object({ at: z.iso.datetime(), by: z.string(), untilAt: z.iso.datetime().nullable() }).nullable(),
  concurrency: z.number().int().nullable().describe('Most jobs of it at once, set by hand; null = not set'),
  settingsLimit: z.number().int().nullable().describe('The same by `jobs.limits`; the lower of the two holds'),
  window: z.string().nullable().describe('When it may run, in words; null = always'),
  perMinute: z.array(z.number().int()).describe('Jobs finished in each of the last 60 minutes, oldest first'),
  failedPerMinute: z.array(z.number().int()).describe('Attempts that failed in each of the last 60 minutes'),
  oldestDueAt: z.iso.datetime().nullable().describe('Since when the longest waiting due job is due'),
  etaMs: z.number().nullable().describe('Until all that is due is done, by the last minutes; null = not known'),
  why: WhyNot.nullable().describe('Set when something is due and nothing of it runs'),
});
export type QueueView = z.infer<typeof QueueView>;

/** A worker as it said itself. `stale`: its heartbeat is older than the freshness limit. */
export const WorkerView = z.object({
  id: WorkerId,
  host: z.string(),
  pid: z.number().int(),
  state: z.enum(['starting', 'running', 'idle', 'error', 'stopped', 'stale']),
  startedAt: z.iso.datetime(),
  seenAt: z.iso.datetime().describe('Last heartbeat'),
  stoppedAt: z.iso.datetime().nullable(),
  queues: z.array(z.string()).describe('Empty = all'),
  lacks: z.array(z.string()).describe('Services that its machine lacks: their jobs are left to others'),
  running: z.array(z.object({ id: z.string(), kind: z.string() })),
  rssBytes: z.number().nullable(),
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type WorkerView = z.infer<typeof WorkerView>;

/** Something outside that kinds of jobs need. */
export const ServiceView = z.object({
  name: z.string(),
  state: z.enum(['up', 'down']),
  sinceAt: z.iso.datetime(),
  failures: z.number().int(),
  nextProbeAt: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
  jobsWaiting: z.number().int(),
});
export type ServiceView = z.infer<typeof ServiceView>;

/** Jobs that are one piece of work for people. */
export const JobGroupView = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  createdAt: z.iso.datetime(),
  jobs: z.number().int(),
  done: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  share: z.number().min(0).max(1).describe('Done of all, by weight'),
  etaMs: z.number().nullable(),
});
export type JobGroupView = z.infer<typeof JobGroupView>;

/** Work that comes back by the clock, or when somebody asks for it. */
export const ScheduleView = z.object({
  key: z.string().describe('Names the kind of work'),
  kind: z.string().describe('Of the job that does it, or puts it in line'),
  cron: z.string().describe('Blank = only when somebody asks for it'),
  timeZone: z.string().nullable(),
  nextRunAt: z.iso.datetime().nullable().describe('Of the next day where the cap is reached'),
  pausedAt: z.iso.datetime().nullable(),
  perDay: z.number().int().nullable().describe('Cap: most times by the clock in one day of its zone; null = none'),
  today: z.number().int().describe('Times by the clock so far on this day; what people ask for is not counted'),
  capReached: z.boolean().describe('It waits for the next day'),
  lastRuns: z.array(z.object({ at: z.iso.datetime(), jobId: z.string() })).describe('Newest first, at most 10'),
});
export type ScheduleView = z.infer<typeof ScheduleView>;

/** What runs, what waits and why. */
export const JobOverview = z.object({
  at: z.iso.datetime(),
  verdict: WorkerVerdict,
  counts: QueueCounts.describe('Of all queues'),
  why: WhyNot.nullable().describe('Set when something is due and nothing runs'),
  queues: z.array(QueueView),
  workers: z.array(WorkerView).describe('Live ones, and those gone within the last hour'),
  running: z.array(JobRow).describe('At most 100, longest running first'),
  services: z.array(ServiceView),
  groups: z.array(JobGroupView).describe('Open ones, newest first, at most 50'),
});
export type JobOverview = z.infer<typeof JobOverview>;

/** What of the overview moves; pushed as `jobs`. */
export const JobPulse = z.object({
  verdict: WorkerVerdict,
  counts: QueueCounts,
  why: WhyNot.nullable(),
  queues: z.array(z.object({ name: z.string(), counts: QueueCounts, paused: z.boolean() })),
  running: z.array(JobRow).describe('At most 50'),
});
export type JobPulse = z.infer<typeof JobPulse>;

/** The light status: the same shape for every engine. */
export const JobStatus = z.object({
  engine: z.object({
    name: z.string().describe('sqlite, postgres or pg-boss'),
    installed: z.boolean(),
    status: z.string(),
  }),
  jobs: z.object({
    pending: z.number().int(),
    running: z.number().int(),
    failed: z.number().int(),
    ingestPending: z.number().int().describe('Of imports: scan, metadata, pictures'),
    oldestDueAt: z.iso.datetime().nullable(),
  }),
  worker: z.object({
    status: WorkerVerdict,
    source: z.enum(['heartbeat', 'jobs', 'none']).describe('What the verdict was taken from'),
    reasonCode: z
      .string()
      .describe(
        'E.g. heartbeat_fresh, heartbeat_stale, no_heartbeat, queue_empty, queue_paused, service_down, due_without_worker',
      ),
    live: z.number().int(),
    lastHeartbeatAt: z.iso.datetime().nullable(),
  }),
});
export type JobStatus = z.infer<typeof JobStatus>;

/** Attempts that ended, by minute and kind. */
export const JobStats = z.object({
  fromAt: z.iso.datetime(),
  minutes: z.number().int(),
  kinds: z.array(
    z.object({
      kind: z.string(),
      queue: z.string(),
      count: z.number().int(),
      failed: z.number().int(),
      meanWaitMs: z.number().nullable(),
      meanRunMs: z.number().nullable(),
      perMinute: z.array(z.number().int()).describe('Oldest first'),
    }),
  ),
});
export type JobStats = z.infer<typeof JobStats>;
