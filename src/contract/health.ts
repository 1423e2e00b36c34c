import { oc } from '@orpc/contract';
import { z } from 'zod';
import { WorkerVerdict } from './job-overview.ts';

/** What a person can press; `name` is the queue or root it is for. */
export const HealthAction = z.object({
  id: z.enum(['resume-queue', 'retry-failed', 'open-jobs', 'open-logs', 'scan-root']),
  name: z.string().nullable(),
});

/** One part of the product. `cause` and `next` are set when it is not `ok`. */
export const HealthPart = z.object({
  id: z
    .string()
    .describe('E.g. worker, database, disk.data, root.ro_…, tool.exiftool, queue.pictures, heartbeat, logs'),
  title: z.string(),
  group: z.enum(['work', 'storage', 'database', 'tools', 'logs']),
  mandatory: z.boolean().describe('Only mandatory parts turn the whole red'),
  state: z.enum(['ok', 'warn', 'bad']),
  code: z.string().describe('Stable: ok, or what is wrong, e.g. disk_low, heartbeat_stale, root_offline'),
  detail: z.string().describe('What was found'),
  cause: z.string().nullable(),
  next: z.string().nullable().describe('Next step'),
  action: HealthAction.nullable(),
  sinceAt: z.iso.datetime().nullable().describe('Where it is known'),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).describe('Numbers behind it'),
});
export type HealthPart = z.infer<typeof HealthPart>;

/** A background service by its own heartbeat. `busy` runs a job, `alive` waits, `stale` has lost its heartbeat. */
export const HealthService = z.object({
  name: z.string(),
  optional: z.boolean(),
  running: z.boolean(),
  state: z.enum(['busy', 'alive', 'error', 'stale', 'stopped']),
  lastHeartbeatAt: z.iso.datetime().nullable(),
});
export type HealthService = z.infer<typeof HealthService>;

/** Health of everything; the same at `/health` and `/api/health`. */
export const HealthView = z.object({
  ok: z.boolean().describe('False only when a mandatory part is bad'),
  state: z.enum(['ok', 'warn', 'bad']),
  at: z.iso.datetime(),
  version: z.string(),
  startedAt: z.iso.datetime(),
  freshnessMs: z.number().int().describe('A heartbeat older than this is stale'),
  worker: WorkerVerdict,
  scanWorkerRunning: z.boolean(),
  services: z.array(HealthService),
  parts: z.array(HealthPart).describe('Worst first'),
  forecast: z
    .array(
      z.object({
        id: z.string().describe('Id of its part'),
        freeBytes: z.number(),
        totalBytes: z.number(),
        fullInDays: z.number().nullable().describe('At the pace of the last days; null = not growing or not known yet'),
        history: z.array(z.object({ at: z.iso.datetime(), freeBytes: z.number() })).describe('Oldest first'),
      }),
    )
    .describe('Disk space'),
  versions: z.record(z.string(), z.string()).describe('Supervisor, Node, system, database, tools'),
});
export type HealthView = z.infer<typeof HealthView>;

export const healthContract = {
  get: oc
    .route({
      method: 'GET',
      path: '/health',
      tags: ['system'],
      summary: 'Health of every part, with cause and next step',
    })
    .output(HealthView),
  diagnostics: oc
    .route({
      method: 'GET',
      path: '/diagnostics',
      tags: ['system'],
      summary: 'One text to copy into a report; secrets masked',
    })
    .output(z.object({ text: z.string() })),
};
