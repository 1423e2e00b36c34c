import { oc } from '@orpc/contract';
import { z } from 'zod';
import { JobId, SessionId } from './ids.ts';
import { SessionState } from './import.ts';
import { JobState } from './job.ts';
import { WorkerVerdict } from './job-overview.ts';

/** What a person can press; `name` is the queue or root it is for. */
export const HealthAction = z.object({
  id: z.enum(['resume-queue', 'open-jobs', 'open-logs', 'scan-root']),
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

const JobBrief = z.object({
  id: JobId,
  kind: z.string(),
  state: JobState,
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  code: z.string().nullable().describe('Error code of the last failure'),
});

/** The state of the library in one answer, beside its parts. It is only read, and costs a few milliseconds. */
export const HealthSnapshot = z.object({
  database: z.object({
    driver: z.enum(['sqlite', 'postgres']),
    version: z.string().describe('Name and version of the database program'),
    connection: z.string().describe('Path of its file, or its address without password'),
    pendingMigrations: z.array(z.string()).describe('Steps of this version that the database lacks'),
    schemaDifferences: z
      .array(z.object({ name: z.string(), kind: z.enum(['missing', 'extra', 'different']) }))
      .describe('To the schema that this version makes, looked at once a minute; of PostgreSQL by name only'),
  }),
  items: z.object({
    assets: z.number().int().describe('All, companions among them'),
    companions: z.number().int(),
    bytes: z.number().describe('Of all originals'),
    problems: z.number().int().describe('Assets whose tags or pictures failed, but for those that were ignored'),
  }),
  findings: z
    .array(
      z.object({
        check: z.string().describe('What the ids of its parts begin with, e.g. root, queue, tool'),
        severity: z.enum(['warn', 'bad']),
        count: z.number().int(),
      }),
    )
    .describe('Parts that are not ok, by check and severity, the gravest first'),
  jobs: z.object({
    stuck: z.array(JobBrief).describe('Running, but their worker is silent, or they have not moved for ten minutes'),
    recent: z.array(JobBrief).describe('The last ten that ended, newest first'),
    lastError: z
      .object({
        id: JobId,
        kind: z.string(),
        at: z.iso.datetime(),
        code: z.string(),
        message: z.string(),
        help: z.string(),
      })
      .nullable()
      .describe('The newest failure that nobody has mended or ignored'),
  }),
  scans: z.object({
    last: z
      .object({
        id: SessionId,
        folder: z.string(),
        state: SessionState,
        startedAt: z.iso.datetime(),
        endedAt: z.iso.datetime().nullable(),
        found: z.number().int().describe('Files'),
        errors: z.number().int().describe('Files and folders that could not be read'),
        code: z.string().nullable().describe('Why it failed'),
        message: z.string().nullable(),
      })
      .nullable(),
    errors: z.array(z.object({ code: z.string(), count: z.number().int() })).describe('Of the last scan, most first'),
  }),
});
export type HealthSnapshot = z.infer<typeof HealthSnapshot>;

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
  snapshot: HealthSnapshot.nullable().describe('Null while the database cannot be read'),
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
