import { oc } from '@orpc/contract';
import { z } from 'zod';
import { RootId, SessionId } from './ids.ts';

/** What the activity strip says: always there, always true. Also sent by `/api/events` as `activity`, at most 4 a second. */
export const ActivityView = z.object({
  state: z
    .enum(['idle', 'working', 'waiting', 'paused', 'stalled'])
    .describe('waiting: for something outside, or for its time; stalled: no worker takes what is due'),
  why: z.string().nullable().describe('Why nothing runs though something is left to do, in one sentence'),
  paused: z.array(z.string()).describe('Queues that are paused'),
  assets: z.number().int().describe('All assets, companions among them'),
  companions: z.number().int().describe('Assets that the library shows with another: RAW files and live clips'),
  bytes: z.number().describe('Bytes of all originals'),
  revision: z.string().describe('Timeline revision'),
  problems: z
    .number()
    .int()
    .describe('Assets whose tags or pictures failed, but for those whose failures were ignored'),
  jobs: z.object({ waiting: z.number().int(), running: z.number().int(), failed: z.number().int() }),
  imports: z.array(
    z.object({
      id: SessionId,
      title: z.string(),
      done: z.number().int(),
      total: z.number().int(),
      walkDone: z.boolean(),
      ratePerS: z.number().nullable(),
      etaMs: z.number().nullable(),
    }),
  ),
});
export type ActivityView = z.infer<typeof ActivityView>;

/** A storage root with what it holds. */
export const RootView = z.object({
  id: RootId,
  name: z.string(),
  path: z.string(),
  state: z.enum(['online', 'offline']),
  managed: z.boolean(),
  assets: z.number().int(),
  bytes: z.number(),
  lastScanAt: z.iso.datetime().nullable(),
});
export type RootView = z.infer<typeof RootView>;

/** One line of doctor, health and diagnostics. */
export const CheckLine = z.object({
  id: z.string().describe('E.g. tool.exiftool, folder.data'),
  title: z.string(),
  state: z.enum(['ok', 'warn', 'bad']),
  mandatory: z.boolean(),
  detail: z.string(),
  cure: z.string().nullable(),
});
export type CheckLine = z.infer<typeof CheckLine>;

export const systemContract = {
  activity: oc
    .route({
      method: 'GET',
      path: '/activity',
      tags: ['system'],
      summary: 'What runs now, and the size of the library',
    })
    .output(ActivityView),
  pause: oc
    .route({
      method: 'POST',
      path: '/activity/pause',
      tags: ['system'],
      summary: 'Start no more heavy work; running work ends',
    })
    .output(ActivityView),
  resume: oc
    .route({
      method: 'POST',
      path: '/activity/resume',
      tags: ['system'],
      summary: 'Let all queues that are paused go on',
    })
    .output(ActivityView),
  roots: oc
    .route({ method: 'GET', path: '/roots', tags: ['system'], summary: 'Storage roots' })
    .output(z.object({ roots: z.array(RootView) })),
  status: oc
    .route({ method: 'GET', path: '/status', tags: ['system'], summary: 'Version, tools, folders and checks' })
    .output(
      z.object({
        version: z.string(),
        node: z.string(),
        startedAt: z.iso.datetime(),
        dataDir: z.string(),
        local: z.boolean().describe('The caller is on this machine'),
        checks: z.array(CheckLine),
      }),
    ),
  getConfig: oc
    .route({ method: 'GET', path: '/config', tags: ['system'], summary: 'The effective configuration, secrets masked' })
    .output(z.record(z.string(), z.unknown())),
  putConfig: oc
    .route({
      method: 'PUT',
      path: '/config',
      tags: ['system'],
      summary: 'Change settings: a partial object, merged into the file',
    })
    .input(z.record(z.string(), z.unknown()))
    .output(z.record(z.string(), z.unknown())),
};
