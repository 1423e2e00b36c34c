import { oc } from '@orpc/contract';
import { z } from 'zod';
import { TraceStep } from './asset.ts';
import { AssetId } from './ids.ts';
import { PageAsk, pageOf } from './page.ts';

/** Something that was tried for a file, with whom it was for. */
export const TraceRow = TraceStep.extend({
  asset: z.object({ id: AssetId, name: z.string() }).nullable().describe('Null when no asset came of it'),
  path: z.string().nullable().describe('Of a file that became no asset'),
});
export type TraceRow = z.infer<typeof TraceRow>;

/** Narrows the traces; all that are given must match. */
export const TraceFilter = z.object({
  asset: AssetId.optional(),
  type: TraceStep.shape.type.optional(),
  method: z.string().max(100).optional(),
  ok: z.stringbool().optional().describe('Only successes, or only failures'),
  code: z.string().max(100).optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
});
export type TraceFilter = z.infer<typeof TraceFilter>;

/** Steps that went well and that did not. */
export const TraceStats = z.object({
  total: z.number().int(),
  passed: z.number().int(),
  failed: z.number().int(),
  methods: z.array(
    z.object({
      type: TraceStep.shape.type,
      method: z.string(),
      total: z.number().int(),
      failed: z.number().int(),
      meanMs: z.number(),
    }),
  ),
});
export type TraceStats = z.infer<typeof TraceStats>;

export const traceContract = {
  list: oc
    .route({ method: 'GET', path: '/traces', tags: ['system'], summary: 'What was tried for files, newest first' })
    .input(TraceFilter.extend(PageAsk.shape))
    .output(pageOf(TraceRow)),
  stats: oc
    .route({ method: 'GET', path: '/traces/stats', tags: ['system'], summary: 'Traces by type and method' })
    .input(TraceFilter)
    .output(TraceStats),
};
