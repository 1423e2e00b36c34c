import { z } from 'zod';
import { AssetId, JobId, SessionId, WorkerId } from './ids.ts';

/** Where a job stands. `waiting`: for other jobs; `held`: by a person; `scheduled`: its time has not come; `blocked`: a service is down. */
export const JobState = z.enum([
  'held',
  'waiting',
  'scheduled',
  'blocked',
  'ready',
  'running',
  'done',
  'failed',
  'cancelled',
]);
export type JobState = z.infer<typeof JobState>;

/** What went wrong, as people are told it. `cause`: `permanent` = trying again as it is helps nothing. */
export const JobProblem = z.object({
  code: z.string(),
  message: z.string(),
  cause: z.enum(['transient', 'permanent', 'busy', 'dependency']).nullable().describe('Class of the error'),
  help: z.string().describe('What to do, in one sentence'),
});
export type JobProblem = z.infer<typeof JobProblem>;

/** Why something does not run, as one named cause and one sentence for people. */
export const WhyNot = z.object({
  cause: z.enum([
    'all-done',
    'running',
    'paused',
    'service-down',
    'disk-full',
    'no-worker',
    'no-worker-for-queue',
    'worker-error',
    'outside-window',
    'someone-browses',
    'switched-off',
    'limit-reached',
    'slots-full',
    'root-offline',
    'scheduled-later',
    'retry-later',
    'waits-for-jobs',
    'held',
    'about-to-start',
    'ended',
  ]),
  sentence: z.string().describe('The cause in words, with names and numbers'),
  cure: z.string().nullable().describe('What a person can do about it; null = nothing has to be done'),
  queue: z.string().nullable(),
  service: z.string().nullable().describe('The service that is away and can be looked at again now'),
  untilAt: z.iso.datetime().nullable().describe('When it goes on by itself, where that is known'),
});
export type WhyNot = z.infer<typeof WhyNot>;

/** One job in a list. */
export const JobRow = z.object({
  id: JobId,
  kind: z.string(),
  queue: z.string(),
  state: JobState,
  priority: z.number().int().describe('Lower runs first'),
  attempt: z.number().int().describe('Starts so far'),
  maxAttempts: z.number().int(),
  done: z.number().int().describe('Progress: units done'),
  total: z.number().int().nullable().describe('Progress: units in all; null = not known'),
  stage: z.string().nullable().describe('What the running attempt is at'),
  stageAt: z.iso.datetime().nullable().describe('Since when it is at this stage'),
  blockedOn: z.string().nullable().describe('Service that is down'),
  problem: JobProblem.nullable().describe('The last failure, also of a job that is tried again'),
  ignored: z.boolean().describe('A failure that a person wants to see no more'),
  cancelRequested: z.boolean(),
  workerId: WorkerId.nullable(),
  heartbeatAt: z.iso.datetime().nullable().describe('Last beat of the worker that runs it'),
  asset: z.object({ id: AssetId, name: z.string() }).nullable(),
  sessionId: SessionId.nullable(),
  groupId: z.string().nullable(),
  createdAt: z.iso.datetime(),
  runAt: z.iso.datetime().describe('Not before this time'),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type JobRow = z.infer<typeof JobRow>;

/** A stretch of one attempt. */
export const JobStage = z.object({ name: z.string(), startMs: z.number(), durationMs: z.number() });

/** How an attempt ended; null while it runs. */
export const AttemptOutcome = z.enum([
  'ok',
  'retry',
  'failed',
  'snoozed',
  'blocked',
  'cancelled',
  'timeout',
  'lost',
  'released',
]);

/** One try of a job. */
export const JobAttemptView = z.object({
  attempt: z.number().int(),
  workerId: WorkerId,
  worker: z.object({ host: z.string(), pid: z.number().int() }).nullable().describe('Null when its row is removed'),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  durationMs: z.number().nullable(),
  outcome: AttemptOutcome.nullable(),
  problem: JobProblem.nullable(),
  stages: z.array(JobStage).describe('In order; `startMs` counts from the start of the attempt'),
  facts: z.record(z.string(), z.unknown()).describe('Tool versions, parameters and the like'),
});
export type JobAttemptView = z.infer<typeof JobAttemptView>;

/** What a handler wrote down (`log`), and what people did to its job. Starts and ends stand with the attempts. */
export const JobEventView = z.object({
  seq: z.number().int(),
  at: z.iso.datetime(),
  attempt: z.number().int(),
  type: z.enum(['log', 'retried', 'cancel_asked', 'held', 'released', 'prioritised', 'ignored', 'shown', 'undone']),
  level: z.enum(['debug', 'info', 'warn', 'error']).nullable().describe('Of a log line'),
  text: z.string().describe('In words'),
  data: z.unknown(),
});
export type JobEventView = z.infer<typeof JobEventView>;

/** Everything about one job. */
export const JobView = JobRow.extend({
  payload: z.unknown(),
  result: z.unknown(),
  uniqueKey: z.string().nullable(),
  countedFailures: z.number().int().describe('Failures that use up attempts'),
  lost: z.number().int().describe('Starts lost with their worker'),
  attempts: z.array(JobAttemptView).describe('First one first'),
  events: z.array(JobEventView).describe('First one first; capped a job'),
  parents: z.array(z.object({ id: JobId, kind: z.string(), state: JobState })).describe('Jobs it waits for'),
  children: z.array(z.object({ id: JobId, kind: z.string(), state: JobState })).describe('Jobs that wait for it'),
  why: WhyNot.describe('Why it is not running, or that it is'),
  actions: z
    .array(z.enum(['retry', 'cancel', 'ignore', 'unignore', 'hold', 'release', 'first', 'last']))
    .describe('What can be done now'),
});
export type JobView = z.infer<typeof JobView>;

/** Narrows a list of jobs; all that are given must match. */
export const JobFilter = z.object({
  state: z
    .enum([...JobState.options, 'open', 'pending', 'ended'])
    .optional()
    .describe('`open` = not ended; `pending` = of these, what does not run'),
  queue: z.string().max(100).optional(),
  kind: z.string().max(100).optional(),
  code: z.string().max(100).optional().describe('Error code of the last failure'),
  asset: AssetId.optional(),
  session: SessionId.optional(),
  group: z.string().max(100).optional(),
  worker: WorkerId.optional(),
  createdBefore: z.iso.datetime().optional(),
  ignored: z.stringbool().optional().describe('Only failures that were ignored, or only those that were not'),
});
export type JobFilter = z.infer<typeof JobFilter>;

/** Jobs that an action is for: these, or all that match. */
export const JobSelection = z
  .object({
    ids: z.array(JobId).min(1).max(10_000).optional(),
    filter: JobFilter.extend({ ignored: z.boolean().optional() }).optional(),
    dryRun: z.boolean().optional().describe('Change nothing, only count what would be changed'),
  })
  .refine((ask) => (ask.ids === undefined) !== (ask.filter === undefined), 'Name either ids or a filter');
export type JobSelection = z.infer<typeof JobSelection>;

/** Failures with one code. */
export const JobFailureGroup = z.object({
  code: z.string(),
  help: z.string(),
  cause: JobProblem.shape.cause,
  count: z.number().int(),
  assets: z.number().int().describe('Different assets that are affected'),
  kinds: z.array(z.object({ kind: z.string(), count: z.number().int() })),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  sample: z.object({ jobId: JobId, kind: z.string(), message: z.string(), asset: JobRow.shape.asset }),
  affected: z.array(z.object({ id: AssetId, name: z.string() })).describe('Up to 12 of the assets'),
});
export type JobFailureGroup = z.infer<typeof JobFailureGroup>;
