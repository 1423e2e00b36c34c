import { z } from 'zod';
import { AssetId, JobId } from './ids.ts';

/** How the preview of an asset stands; `none`: none can be made of this file. */
export const PreviewStatus = z.enum(['pending', 'processing', 'ready', 'failed', 'none']);
export type PreviewStatus = z.infer<typeof PreviewStatus>;

/** How the wish for a larger preview stands; `none`: there is no wish, or it was taken back. */
export const EnhancementStatus = z.enum(['none', 'requested', 'processing', 'ready', 'failed']);
export type EnhancementStatus = z.infer<typeof EnhancementStatus>;

/** A larger preview on demand, as it stands for one asset. */
export const EnhancementView = z.object({
  status: EnhancementStatus,
  isEnhanced: z.boolean().describe('The preview that is there was made larger on demand'),
  widthPx: z.number().int().nullable().describe('Of the preview that is there'),
  toWidthPx: z.number().int().nullable().describe('Of the next larger one; null where there is nothing to gain'),
  code: z.string().nullable().describe('Why it failed'),
  message: z.string().nullable(),
  job: JobId.nullable().describe('The job that makes it, or that failed'),
});
export type EnhancementView = z.infer<typeof EnhancementView>;

/** Assets that somebody wants seen more sharply, or as usual again. */
export const EnhanceAsk = z.object({
  ids: z.array(AssetId).min(1).max(500),
  dryRun: z.boolean().optional().describe('Only say what would be done'),
});

/** What became of the wish for one asset. */
export const Enhanced = z.object({
  id: z.string(),
  status: z
    .enum(['queued', 'already_queued', 'already_max', 'no_preview', 'no_original', 'not_a_picture', 'not_found'])
    .describe('already_max: there is nothing to gain'),
  fromWidth: z.number().int().nullable().describe('Pixels'),
  toWidth: z.number().int().nullable().describe('Pixels; the same as fromWidth where nothing is to gain'),
  job: JobId.nullable(),
  code: z.string().nullable(),
  message: z.string().nullable().describe('Why not, where it was not queued'),
});
export type Enhanced = z.infer<typeof Enhanced>;

/** What became of taking the wish back for one asset. */
export const MadeUsual = z.object({
  id: z.string(),
  status: z.enum(['queued', 'already_usual', 'busy', 'not_found']).describe('busy: a larger one is being made'),
  job: JobId.nullable(),
  message: z.string().nullable().describe('Why not, where it was not queued'),
});
export type MadeUsual = z.infer<typeof MadeUsual>;
