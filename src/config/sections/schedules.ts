import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { nextTickMs } from '../../base/next-tick.ts';
import { hot, restart } from './reload.ts';
import { names, scheduleProblem } from './work-names.ts';

/** Five fields of cron that mean a time, or blank. */
const cron = z
  .string()
  .regex(/^(?:|\S+(?: +\S+){4})$/, { message: 'five fields as `15 3 * * *`, or blank for never', abort: true })
  .superRefine((text, { addIssue }) => {
    const problem = text === '' ? undefined : cronProblem(text);
    if (problem !== undefined) addIssue({ code: 'custom', message: problem });
  });

/** When work comes back by the clock. */
export const schedules = z.strictObject({
  timeZone: z
    .string()
    .refine(isTimeZone, 'there is no such time zone; they are named as Europe/Berlin')
    .default('')
    .describe('Time zone of all schedules, as Europe/Berlin; blank = that of this machine')
    .meta(hot),
  reconcile: cron.default('*/10 * * * *').describe('Look for work that was missed').meta(hot),
  upkeep: cron
    .default('15 3 * * *')
    .describe(
      'Remove old jobs, events, operations, traces and import logs, by their days of keeping, and pictures of no asset',
    )
    .meta(hot),
  rescan: cron.default('').describe('Look for new and changed files in all storage roots; blank = never').meta(hot),
  backup: cron.default('').describe('Back the database file up; blank = only before upgrades').meta(hot),
  perDay: z
    .record(z.string().min(1), z.int().min(1).max(1_440))
    .superRefine(names(scheduleProblem))
    .default({})
    .describe(
      'Most times a day that work comes back by the clock, by its name, as `ingest.rescan: 24`; then it waits for the next day of its time zone. What is not named has no cap; what people ask for is neither counted nor refused',
    )
    .meta(hot),
  keepBackups: z.int().min(1).max(1_000).default(7).describe('Backups kept of those made by schedule').meta(restart),
});

/** What is wrong with five fields of cron. Looked at from one fixed moment, so that what is right stays right. */
function cronProblem(text: string): string | undefined {
  try {
    return nextTickMs(text, 'UTC', 0) === undefined ? 'there is no such day' : undefined;
  } catch (error) {
    return error instanceof AppError ? error.message : String(error);
  }
}

function isTimeZone(name: string): boolean {
  try {
    return name === '' || Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}
