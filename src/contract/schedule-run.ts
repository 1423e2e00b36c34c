import { z } from 'zod';
import { JobId } from './ids.ts';
import { kindWord } from './kind-words.ts';

/** What came of asking for the work of a schedule now: the same object from the API, the command line and the pages. */
export const ScheduleRun = z.object({
  schedule: z.string(),
  started: z.boolean().describe('False: nothing was put in line, and nothing is changed'),
  reason: z
    .enum(['nothing_to_do', 'under_way'])
    .nullable()
    .describe('Why it was not started: nothing is left to do, or an earlier one has not ended'),
  job: JobId.nullable().describe('What does it; of work under way the job that does it already'),
});
export type ScheduleRun = z.infer<typeof ScheduleRun>;

/** The same in a sentence. */
export function scheduleRunText({ schedule, reason }: Pick<ScheduleRun, 'schedule' | 'reason'>): string {
  const name = kindWord(schedule);
  if (reason === 'nothing_to_do') return `${name}: nothing is left to do, so nothing was started.`;
  if (reason === 'under_way') return `${name} is under way already, so nothing was started.`;
  return `${name} is in line now.`;
}
