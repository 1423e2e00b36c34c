import { z } from 'zod';
import { ChangeId } from './ids.ts';

/** What a person's change did to jobs. */
export const ChangedJobs = z.object({
  jobs: z.number().int().describe('Jobs that were changed, or wait now'),
  change: ChangeId.optional().describe('Takes it back by /jobs/undo, where there is a way back'),
});
