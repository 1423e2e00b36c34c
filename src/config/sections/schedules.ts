import { z } from 'zod';
import { hot, restart } from './reload.ts';

/** Five fields of cron, or blank. What they mean is checked where they are used. */
const cron = z.string().regex(/^(?:|\S+(?: +\S+){4})$/, 'five fields as `15 3 * * *`, or blank for never');

/** When work comes back by the clock. */
export const schedules = z.strictObject({
  timeZone: z
    .string()
    .default('')
    .describe('Time zone of all schedules, as Europe/Berlin; blank = that of this machine')
    .meta(hot),
  reconcile: cron.default('*/10 * * * *').describe('Look for work that was missed').meta(hot),
  upkeep: cron
    .default('15 3 * * *')
    .describe('Remove old jobs, events, traces and import logs, by their days of keeping, and pictures of no asset')
    .meta(hot),
  rescan: cron.default('').describe('Look for new and changed files in all storage roots; blank = never').meta(hot),
  backup: cron.default('').describe('Back the database file up; blank = only before upgrades').meta(hot),
  keepBackups: z.int().min(1).max(1_000).default(7).describe('Backups kept of those made by schedule').meta(restart),
});
