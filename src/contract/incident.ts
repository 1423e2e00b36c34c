import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AssetId, JobId } from './ids.ts';

/** P0: nothing works or data is in danger. P1: a whole part stands still. P2: single jobs fail for good. P3: it mended itself. */
export const Severity = z.enum(['P0', 'P1', 'P2', 'P3']);
export type Severity = z.infer<typeof Severity>;

/** Failures of a day with one code and one source. */
export const Incident = z.object({
  id: z.string().describe('Source and code'),
  code: z.string(),
  source: z.string().describe('Kind of job, or component of the log'),
  severity: Severity,
  title: z.string().describe('What happened, in words'),
  help: z.string(),
  count: z.number().int(),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  impact: z.object({
    jobs: z.number().int(),
    assets: z.number().int(),
    failedForGood: z.number().int().describe('Jobs that ended as failed'),
  }),
  sample: z.object({ text: z.string(), jobId: JobId.nullable(), assetId: AssetId.nullable() }),
  perHour: z.array(z.number().int()).describe('24 numbers, from the start of the day'),
  summary: z.string().describe('To copy'),
});
export type Incident = z.infer<typeof Incident>;

export const incidentContract = {
  list: oc
    .route({ method: 'GET', path: '/incidents', tags: ['system'], summary: 'Failures of a day, grouped; worst first' })
    .input(z.object({ day: z.iso.date().optional().describe('In UTC; default today') }))
    .output(
      z.object({
        day: z.iso.date(),
        incidents: z.array(Incident).describe('Worst first'),
        summary: z.string().describe('The ten worst, to copy'),
      }),
    ),
};
