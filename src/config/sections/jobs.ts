import { z } from 'zod';
import { queues } from './queues.ts';
import { hot, restart } from './reload.ts';
import { heedQueues, kindProblem, names } from './work-names.ts';

const cap = z.int().min(0).max(1_000_000);

/** Settings of jobs and workers. */
export const jobs = z
  .strictObject({
    engine: z
      .enum(['table', 'pg-boss'])
      .default('table')
      .describe(
        'How jobs are handed out, the same on all machines of a library. table: from the tables of the library; pg-boss: by pg-boss in the PostgreSQL database of `database.url`',
      )
      .meta(restart),
    leaseMs: z
      .int()
      .min(5_000)
      .max(3_600_000)
      .default(30_000)
      .describe('A job of a worker that is silent this long is given to another, milliseconds')
      .meta(restart),
    heartbeatMs: z
      .int()
      .min(500)
      .max(600_000)
      .default(5_000)
      .describe('Workers report this often, milliseconds')
      .meta(restart),
    queues: queues.prefault({}),
    limits: z
      .record(z.string().min(1), z.int().min(0).max(10_000))
      .default({})
      .describe('Most jobs at once over all workers, by name of a queue, kind or service; all = of everything')
      .meta(hot),
    hours: z
      .record(
        z.string(),
        z
          .string()
          .regex(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/, 'has to be hours as 22:00-06:00')
          .refine((hours) => hours.slice(0, 5) !== hours.slice(6), 'ends when it begins; leave it out for all hours'),
      )
      .default({})
      .describe('Hours at which queues start jobs, as `pictures: 22:00-06:00`; those not named do at all hours')
      .meta(hot),
    whenIdle: z
      .array(z.string())
      .default([])
      .describe('Queues that rest while somebody looks at the library, as pictures')
      .meta(hot),
    caps: z
      .strictObject({
        total: cap
          .default(2_000)
          .describe('Most jobs that were asked for by people or programs and are open; 0 = no cap')
          .meta(hot),
        perKind: cap.default(500).describe('Most of them of one kind; 0 = no cap').meta(hot),
        kinds: z
          .record(z.string().min(1), cap)
          .superRefine(names(kindProblem))
          .default({})
          .describe('Most of them by name of a kind, in the place of `jobs.caps.perKind`, as `ingest.scan: 20`')
          .meta(hot),
        perAsset: cap.default(2).describe('Most of them for one asset; 0 = no cap').meta(hot),
      })
      .prefault({}),
    keepDoneDays: z.int().min(0).max(3_650).default(7).describe('Days that done jobs are kept').meta(hot),
    keepCancelledDays: z.int().min(0).max(3_650).default(30).describe('Days that cancelled jobs are kept').meta(hot),
    keepFailedDays: z.int().min(0).max(3_650).default(90).describe('Days that failed jobs are kept').meta(hot),
    keepEnded: z
      .int()
      .min(0)
      .max(100_000_000)
      .default(500_000)
      .describe('Ended jobs kept at most, the newest')
      .meta(hot),
  })
  .superRefine(heedQueues);
