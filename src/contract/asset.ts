import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AssetFacts } from './asset-facts.ts';
import { ChangedJobs } from './changed-jobs.ts';
import { EnhanceAsk, Enhanced, EnhancementView, MadeUsual, PreviewStatus } from './enhancement.ts';
import { AssetId, FileId, RootId, SessionId } from './ids.ts';

/** What an asset is; live photos are an image with a companion. */
export const AssetKind = z.enum(['image', 'video']);
export type AssetKind = z.infer<typeof AssetKind>;

/** `active`: at least one file is there. `offline`: its root is not mounted. `missing`: gone from a mounted root. */
export const AssetStatus = z.enum(['active', 'offline', 'missing', 'archived', 'trashed']);
export type AssetStatus = z.infer<typeof AssetStatus>;

/** State of one line of work on an asset. `degraded`: done by a fallback; `none`: nothing can be made (with a code). */
export const WorkState = z.enum(['waiting', 'ready', 'degraded', 'failed', 'none']);
export type WorkState = z.infer<typeof WorkState>;

/** What the grid needs of an asset. */
export const AssetCard = z.object({
  id: AssetId,
  kind: AssetKind,
  name: z.string().describe('File name of the original'),
  local: z.string().describe('Wall-clock time it is sorted by, ISO 8601 without zone'),
  aspect: z.number().positive().describe('Width over height, upright; 1 when unknown'),
  durationMs: z.number().nullable(),
  thumbhash: z.string().nullable().describe('Base64'),
  picture: z.string().nullable().describe('Version of its pictures for ?v=; null while none are made'),
  pictures: WorkState,
  hasEmbedded: z.boolean().describe('A thumbnail inside the original stands in until its pictures are made'),
  status: AssetStatus,
  rating: z.number().int().min(-1).max(5).nullable(),
  format: z.string().describe('Format id, e.g. jpeg, cr3'),
  badges: z
    .array(z.enum(['raw', 'live', 'motion', 'animated', 'panorama', 'ai', 'mismatch', 'damaged']))
    .describe('damaged: the file is cut off or broken; what could be decoded of it is shown'),
  camera: z.string().nullable(),
});
export type AssetCard = z.infer<typeof AssetCard>;

export const AssetFileView = z.object({
  id: FileId,
  role: z.enum(['original', 'sidecar']),
  rootId: RootId,
  rootName: z.string(),
  path: z.string().describe('Relative to the root'),
  fullPath: z.string().nullable().describe('Only for callers on this machine'),
  state: z.enum(['present', 'missing', 'offline', 'replaced']),
  sizeBytes: z.number(),
  modifiedAt: z.iso.datetime(),
  checksum: z.string().describe('SHA-256, hex'),
  firstSeenAt: z.iso.datetime(),
  verifiedAt: z.iso.datetime().nullable().describe('When its bytes were last read and matched'),
  originalPath: z.string().describe('Where it lay when first seen'),
});
export type AssetFileView = z.infer<typeof AssetFileView>;

/** An asset that belongs to this one. */
export const Companion = z.object({
  id: AssetId,
  role: z.enum(['live-video', 'raw', 'jpeg', 'motion-video', 'cover']),
  name: z.string(),
});

/** A picture that was made. */
export const DerivativeView = z.object({
  kind: z.enum(['preview', 'square', 'grid']),
  widthPx: z.number().int(),
  heightPx: z.number().int(),
  sizeBytes: z.number().int(),
  route: z.string().describe('How it was made, e.g. sharp, embedded:JpgFromRaw, magick, node-av'),
  madeAt: z.iso.datetime(),
});

/** How one line of work on an asset stands, and why. */
export const WorkReport = z.object({
  state: WorkState,
  code: z.string().nullable(),
  message: z.string().nullable(),
});

/** Everything about one asset. */
export const AssetView = AssetCard.extend({
  checksum: z.string().describe('SHA-256 of all bytes, hex'),
  version: z.number().int().describe('1 + how often the file was changed'),
  mime: z.string(),
  formatLabel: z.string().describe('E.g. JPEG, Canon CR3'),
  mismatch: z.string().nullable().describe('The extension, when it does not fit the content'),
  sizeBytes: z.number(),
  importedAt: z.iso.datetime(),
  facts: AssetFacts,
  metadata: WorkReport.extend({ method: z.string().nullable().describe('exiftool, fallback or none') }),
  picturesReport: WorkReport,
  previewStatus: PreviewStatus,
  enhancement: EnhancementView,
  files: z.array(AssetFileView),
  companions: z.array(Companion),
  derivatives: z.array(DerivativeView),
});
export type AssetView = z.infer<typeof AssetView>;

/** One thing that was tried for an asset or a file. */
export const TraceStep = z.object({
  at: z.iso.datetime(),
  type: z.enum([
    'read',
    'metadata_extraction',
    'preview_extraction',
    'thumbnail_generation',
    'video_probe',
    'enhancement',
  ]),
  order: z.number().int().describe('1 = tried first'),
  method: z.string().describe('E.g. sharp, PreviewImage, magick'),
  ok: z.boolean(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
  durationMs: z.number(),
  bytes: z.number().nullable().describe('Size of what came of it'),
  widthPx: z.number().int().nullable(),
  heightPx: z.number().int().nullable(),
  tool: z.string().nullable().describe('Tool and version'),
  attempt: z.number().int(),
});
export type TraceStep = z.infer<typeof TraceStep>;

/** Something that happened to an asset. */
export const HistoryEntry = z.object({ at: z.iso.datetime(), type: z.string(), text: z.string() });
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** What narrows the library. Absent = everything that is not in the trash. */
export const AssetFilter = z.object({
  kind: AssetKind.optional(),
  status: AssetStatus.optional(),
  root: RootId.optional(),
  folder: z.string().max(4096).optional().describe('Path below the root; needs root'),
  session: SessionId.optional(),
  problem: z.enum(['damaged', 'no-preview', 'no-date', 'metadata', 'mismatch']).optional(),
  name: z.string().max(200).optional().describe('Part of the file name'),
});
export type AssetFilter = z.infer<typeof AssetFilter>;

export const assetContract = {
  get: oc
    .route({
      method: 'GET',
      path: '/assets/{id}',
      tags: ['assets'],
      summary: 'One asset with its files, facts and pictures',
    })
    .input(z.object({ id: AssetId }))
    .output(AssetView),
  trace: oc
    .route({
      method: 'GET',
      path: '/assets/{id}/trace',
      tags: ['assets'],
      summary: 'What was tried for an asset, in order',
    })
    .input(z.object({ id: AssetId }))
    .output(z.object({ steps: z.array(TraceStep) })),
  history: oc
    .route({
      method: 'GET',
      path: '/assets/{id}/history',
      tags: ['assets'],
      summary: 'What happened to an asset, newest first',
    })
    .input(z.object({ id: AssetId }))
    .output(z.object({ entries: z.array(HistoryEntry) })),
  metadata: oc
    .route({
      method: 'GET',
      path: '/assets/{id}/metadata',
      tags: ['assets'],
      summary: 'All tags as read, by source; newest first',
    })
    .input(z.object({ id: AssetId }))
    .output(
      z.object({
        documents: z.array(
          z.object({
            source: z.string().describe('file, or the path of a sidecar'),
            tool: z.string(),
            readAt: z.iso.datetime(),
            tags: z.record(z.string(), z.unknown()),
          }),
        ),
      }),
    ),
  neighbours: oc
    .route({
      method: 'GET',
      path: '/assets/{id}/neighbours',
      tags: ['assets'],
      summary: 'The assets before and after in the library order',
    })
    .input(AssetFilter.extend({ id: AssetId, span: z.coerce.number().int().min(1).max(20).default(3) }))
    .output(
      z.object({
        before: z.array(AssetCard),
        after: z.array(AssetCard),
        index: z.number().int(),
        total: z.number().int(),
      }),
    ),
  retry: oc
    .route({
      method: 'POST',
      path: '/assets/{id}/retry',
      tags: ['assets'],
      summary: 'Read metadata and make pictures again',
    })
    .input(z.object({ id: AssetId }))
    .output(ChangedJobs),
  enhance: oc
    .route({
      method: 'POST',
      path: '/assets/enhance',
      tags: ['assets'],
      summary: 'Make the previews of these assets 1.25 times as large, up to 4096 px and to what their originals give',
    })
    .input(EnhanceAsk)
    .output(z.object({ enhanced: z.array(Enhanced) })),
  undoEnhance: oc
    .route({
      method: 'POST',
      path: '/assets/enhance/undo',
      tags: ['assets'],
      summary: 'Make the previews of these assets as large as usual again',
    })
    .input(EnhanceAsk)
    .output(z.object({ usual: z.array(MadeUsual) })),
  hurry: oc
    .route({
      method: 'POST',
      path: '/assets/hurry',
      tags: ['assets'],
      summary: 'Make the pictures of these assets first: they are on a screen',
    })
    .input(z.object({ ids: z.array(AssetId).min(1).max(500) }))
    .output(z.object({ jobs: z.number().int().describe('Waiting jobs that moved to the front') })),
};
