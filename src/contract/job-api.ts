import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AssetCard } from './asset.ts';
import { ChangedJobs as changed } from './changed-jobs.ts';
import { ChangeId, JobId } from './ids.ts';
import { JobFailureGroup, JobFilter, JobProblem, JobRow, JobSelection, JobView } from './job.ts';
import { JobOverview, JobStats, JobStatus, QueueView, ScheduleView, ServiceView } from './job-overview.ts';
import { PageAsk, pageOf } from './page.ts';
import { ScheduleRun } from './schedule-run.ts';

const tags = ['jobs'];
const queue = z.object({ name: z.string().min(1).max(100) });
const schedule = z.object({ key: z.string().min(1).max(100) });
const schedules = z.object({ schedules: z.array(ScheduleView) });
const count = z.object({ jobs: z.number().int().describe('Jobs that were changed') });

export const jobContract = {
  overview: oc
    .route({
      method: 'GET',
      path: '/jobs/overview',
      tags,
      summary: 'Queues, workers, running jobs, and why nothing runs',
    })
    .output(JobOverview),
  status: oc
    .route({ method: 'GET', path: '/jobs/status', tags, summary: 'Light status: the same for every engine' })
    .output(JobStatus),
  stats: oc
    .route({ method: 'GET', path: '/jobs/stats', tags, summary: 'Ended attempts by kind and minute' })
    .input(z.object({ minutes: z.coerce.number().int().min(1).max(1_440).default(60) }))
    .output(JobStats),
  failures: oc
    .route({ method: 'GET', path: '/jobs/failures', tags, summary: 'Failed jobs grouped by error code' })
    .input(z.object({ queue: z.string().max(100).optional(), kind: z.string().max(100).optional() }))
    .output(
      z.object({ groups: z.array(JobFailureGroup), cards: z.array(AssetCard).describe('Of the groups’ samples') }),
    ),
  schedules: oc
    .route({
      method: 'GET',
      path: '/jobs/schedules',
      tags,
      summary: 'Work that comes back by the clock, or when asked for',
    })
    .output(schedules),
  pauseSchedule: oc
    .route({ method: 'POST', path: '/schedules/{key}/pause', tags, summary: 'Let a schedule come back no more' })
    .input(schedule)
    .output(schedules),
  resumeSchedule: oc
    .route({ method: 'POST', path: '/schedules/{key}/resume', tags, summary: 'Let a schedule come back at its times' })
    .input(schedule)
    .output(schedules),
  runSchedule: oc
    .route({
      method: 'POST',
      path: '/schedules/{key}/run',
      tags,
      summary:
        'Do the work of a schedule now, besides its times, also while it is paused; nothing is started where nothing is left to do',
    })
    .input(schedule)
    .output(ScheduleRun.extend(schedules.shape)),
  list: oc
    .route({ method: 'GET', path: '/jobs', tags, summary: 'Jobs, newest first; ended ones by when they ended' })
    .input(
      JobFilter.extend({
        ...PageAsk.shape,
        // of a list of ended jobs the time of the end stands before the id
        cursor: PageAsk.shape.cursor.refine(
          (cursor) => cursor === undefined || JobId.safeParse(cursor.replace(/^\d{1,15}-/, '')).success,
          'is none of ours',
        ),
      }),
    )
    .output(pageOf(JobRow)),
  get: oc
    .route({ method: 'GET', path: '/jobs/{id}', tags, summary: 'One job with its attempts, log and reasons' })
    .input(z.object({ id: JobId }))
    .output(JobView),
  retry: oc
    .route({
      method: 'POST',
      path: '/jobs/retry',
      tags,
      summary:
        'Failed and cancelled jobs start again, and now those that wait for their next try; finished ones where they are named',
    })
    .input(JobSelection)
    .output(changed.extend({ refused: JobProblem.optional().describe('Of a dry run: why it would be refused') })),
  cancel: oc
    .route({
      method: 'POST',
      path: '/jobs/cancel',
      tags,
      summary: 'Waiting jobs end at once, running ones are told to stop',
    })
    .input(JobSelection)
    .output(changed),
  ignore: oc
    .route({ method: 'POST', path: '/jobs/ignore', tags, summary: 'Failures count as seen and are shown no more' })
    .input(JobSelection)
    .output(changed),
  unignore: oc
    .route({ method: 'POST', path: '/jobs/unignore', tags, summary: 'Ignored failures are shown again' })
    .input(JobSelection)
    .output(changed),
  hold: oc
    .route({ method: 'POST', path: '/jobs/hold', tags, summary: 'Waiting jobs do not start until they are released' })
    .input(JobSelection)
    .output(changed),
  release: oc
    .route({ method: 'POST', path: '/jobs/release', tags, summary: 'Held jobs may start' })
    .input(JobSelection)
    .output(changed),
  prioritise: oc
    .route({
      method: 'POST',
      path: '/jobs/priority',
      tags,
      summary: 'Jobs that have not started get another priority; lower starts first',
    })
    .input(JobSelection.and(z.object({ priority: z.number().int().min(0).max(1_000) })))
    .output(changed),
  undo: oc
    .route({
      method: 'POST',
      path: '/jobs/undo',
      tags,
      summary: 'Take a change of jobs back, but not of those that went on or were changed again since',
    })
    .input(z.object({ change: ChangeId }))
    .output(count),
  prune: oc
    .route({
      method: 'POST',
      path: '/jobs/prune',
      tags,
      summary: 'Remove ended jobs that match; with dryRun only count them',
    })
    .input(
      z.object({
        filter: JobFilter.extend({ ignored: z.boolean().optional() }).default({}),
        olderThanMs: z.number().int().min(0).default(0),
        keepLast: z.number().int().min(0).default(0).describe('Newest that stay'),
        force: z.boolean().default(false).describe('Cancel those that have not ended, too'),
        dryRun: z.boolean().default(false),
      }),
    )
    .output(
      z.object({
        matched: z.number().int(),
        deleted: z.number().int(),
        cancelled: z.number().int(),
        blocked: z.number().int().describe('Matched, but not ended'),
      }),
    ),
  pause: oc
    .route({
      method: 'POST',
      path: '/queues/{name}/pause',
      tags,
      summary: 'Start no more jobs of a queue; running ones end',
    })
    .input(
      queue.extend({
        by: z.string().min(1).max(60).default('pages').describe('Who pauses, for people'),
        forMs: z.number().int().min(1_000).optional().describe('Goes on by itself after this'),
      }),
    )
    .output(QueueView),
  resume: oc
    .route({ method: 'POST', path: '/queues/{name}/resume', tags, summary: 'Let a queue go on' })
    .input(queue)
    .output(QueueView),
  probe: oc
    .route({ method: 'POST', path: '/services/{name}/probe', tags, summary: 'Look now whether a service is back' })
    .input(queue)
    .output(z.object({ services: z.array(ServiceView) })),
  limit: oc
    .route({
      method: 'POST',
      path: '/queues/{name}/limit',
      tags,
      summary: 'Most jobs of a queue at once, over all workers',
    })
    .input(queue.extend({ concurrency: z.number().int().min(1).max(1_000).nullable().describe('Null = no limit') }))
    .output(QueueView),
};
