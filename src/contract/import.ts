import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AssetCard } from './asset.ts';
import { ChangedJobs } from './changed-jobs.ts';
import { AssetId, ItemId, JobId, RootId, SessionId } from './ids.ts';
import { PageAsk, pageOf } from './page.ts';

/** `in-place`: originals stay where they are. `copy`, `move`: into the managed library by its layout template. */
export const ImportMode = z.enum(['in-place', 'copy', 'move']);
export type ImportMode = z.infer<typeof ImportMode>;

/** What became of one file. `imported` new asset; `changed` new version; `moved` known asset at a new path. */
export const ItemOutcome = z.enum([
  'imported',
  'unchanged',
  'duplicate',
  'changed',
  'moved',
  'companion',
  'skipped',
  'error',
]);
export type ItemOutcome = z.infer<typeof ItemOutcome>;

/** Where an import stands. */
export const SessionState = z.enum(['waiting', 'running', 'done', 'cancelled', 'failed']);
export type SessionState = z.infer<typeof SessionState>;

/** One of the four stages of an import: files done of files known. `total` grows while the walk goes on. */
export const StageProgress = z.object({ done: z.number().int(), total: z.number().int() });

export const ImportView = z.object({
  id: SessionId,
  jobId: JobId.nullable(),
  rootId: RootId,
  folder: z.string().describe('The folder as named by the caller'),
  title: z.string().describe('Short name of the folder'),
  mode: ImportMode,
  state: SessionState,
  code: z.string().nullable().describe('Why it failed'),
  message: z.string().nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  counts: z.record(ItemOutcome, z.number().int()),
  gone: z.number().int().describe('Known files that were not there any more: their assets are missing'),
  bytes: z.number(),
  walkDone: z.boolean(),
  stages: z.object({ found: StageProgress, hashed: StageProgress, described: StageProgress, pictured: StageProgress }),
  ratePerS: z.number().nullable().describe('Files through all stages a second, smoothed'),
  etaMs: z.number().nullable().describe('Null during the first 10 s'),
  problems: z
    .number()
    .int()
    .describe('Files that could not be read, are damaged, or have no pictures or incomplete metadata'),
});
export type ImportView = z.infer<typeof ImportView>;

/** One line of the import log. */
export const ImportItemView = z.object({
  id: ItemId,
  path: z.string(),
  outcome: ItemOutcome,
  code: z.string().nullable(),
  message: z.string().nullable(),
  assetId: AssetId.nullable(),
  sizeBytes: z.number().nullable(),
  at: z.iso.datetime(),
});
export type ImportItemView = z.infer<typeof ImportItemView>;

/** Failures of a session with one code, over all stages. */
export const FailureGroup = z.object({
  code: z.string(),
  stage: z
    .enum(['read', 'describe', 'picture', 'damage'])
    .describe('damage: the file itself is cut off or broken; what could be decoded of it is shown'),
  help: z.string(),
  count: z.number().int(),
  folders: z.number().int().describe('How many of them are folders'),
  sample: z.object({ path: z.string(), assetId: AssetId.nullable(), message: z.string().nullable() }),
});
export type FailureGroup = z.infer<typeof FailureGroup>;

/** Files and folders that were left out for one reason. */
export const SkipGroup = z.object({
  code: z.string(),
  help: z.string(),
  count: z.number().int(),
  folders: z.number().int().describe('How many of them are folders'),
  path: z.string().describe('One of them'),
});
export type SkipGroup = z.infer<typeof SkipGroup>;

/** The phases of an import in their order; each begins while the one before goes on. */
export const ImportPhaseName = z.enum(['walk', 'take-in', 'metadata', 'pictures']);
export type ImportPhaseName = z.infer<typeof ImportPhaseName>;

/** One phase of an import. `skipped`: there was nothing for it to do; `stopped`: the import was, before it was done. */
export const ImportPhase = z.object({
  name: ImportPhaseName,
  status: z.enum(['waiting', 'running', 'done', 'skipped', 'stopped', 'failed']),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  durationMs: z
    .number()
    .nullable()
    .describe('From its start to its end, with all waiting; null = not over, or not known'),
  done: z.number().int().describe('Files'),
  total: z.number().int(),
  errors: z.number().int().describe('Files and folders that it failed on'),
});
export type ImportPhase = z.infer<typeof ImportPhase>;

/** How an import went. Kept with it; its times stay as they were when all of it had ended, also when something is tried again. */
export const ImportReport = z.object({
  startedAt: z.iso.datetime().describe('When it was asked for'),
  endedAt: z.iso.datetime().nullable().describe('When the last phase ended; null = not yet'),
  durationMs: z.number().nullable(),
  phases: z.array(ImportPhase),
  files: z.number().int().describe('Without those that were left out'),
  errors: z.number().int().describe('Files with a problem in any phase'),
  successRate: z.number().min(0).max(1).nullable().describe('Share of the files without a problem; null = no files'),
});
export type ImportReport = z.infer<typeof ImportReport>;

const session = z.object({ id: SessionId });

export const importContract = {
  start: oc
    .route({
      method: 'POST',
      path: '/imports',
      tags: ['imports'],
      summary: 'Import a folder or one file; returns at once',
    })
    .input(
      z.object({
        path: z.string().min(1).max(4096).describe('Absolute path on the machine of the server'),
        mode: ImportMode.default('in-place'),
      }),
    )
    .output(ImportView),
  list: oc
    .route({ method: 'GET', path: '/imports', tags: ['imports'], summary: 'Import sessions, newest first' })
    .input(PageAsk)
    .output(pageOf(ImportView)),
  get: oc
    .route({
      method: 'GET',
      path: '/imports/{id}',
      tags: ['imports'],
      summary: 'One import session with its report, its failures, and what it left out, by code',
    })
    .input(session)
    .output(
      ImportView.extend({
        failures: z.array(FailureGroup),
        skips: z.array(SkipGroup),
        report: ImportReport,
        cards: z.array(AssetCard).describe('Of the failures’ samples'),
      }),
    ),
  items: oc
    .route({
      method: 'GET',
      path: '/imports/{id}/items',
      tags: ['imports'],
      summary: 'The import log: what became of each file',
    })
    .input(
      session.extend({
        ...PageAsk.shape,
        outcome: ItemOutcome.optional(),
        code: z.string().optional(),
        path: z.string().optional(),
      }),
    )
    .output(pageOf(ImportItemView)),
  retry: oc
    .route({
      method: 'POST',
      path: '/imports/{id}/retry',
      tags: ['imports'],
      summary: 'Try failed files again: one, a group, or all',
    })
    .input(session.extend({ item: ItemId.optional(), code: z.string().optional() }))
    .output(ChangedJobs),
  cancel: oc
    .route({
      method: 'POST',
      path: '/imports/{id}/cancel',
      tags: ['imports'],
      summary: 'Stop an import; what is done stays',
    })
    .input(session)
    .output(ImportView),
};

/** Folders below a path, for completion in the start form. */
export const folderContract = {
  list: oc
    .route({ method: 'GET', path: '/folders', tags: ['imports'], summary: 'Folders that complete a path' })
    .input(z.object({ prefix: z.string().max(4096).default('') }))
    .output(z.object({ folders: z.array(z.string()) })),
};
