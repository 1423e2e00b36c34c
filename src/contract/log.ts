import { oc } from '@orpc/contract';
import { z } from 'zod';
import { PageAsk, pageOf } from './page.ts';

/** How grave a line of the log is. */
export const LogLevel = z.enum(['debug', 'info', 'warn', 'error']);
export type LogLevel = z.infer<typeof LogLevel>;

/** One line of the log. */
export const LogLine = z.object({
  at: z.iso.datetime(),
  level: LogLevel,
  component: z.string().nullable(),
  message: z.string(),
  code: z.string().nullable().describe('Error code'),
  job: z.string().nullable(),
  attempt: z.number().int().nullable(),
  worker: z.string().nullable(),
  fields: z.record(z.string(), z.unknown()).describe('Everything else, secrets masked'),
});
export type LogLine = z.infer<typeof LogLine>;

/** Narrows the log; all that are given must match. */
export const LogFilter = z.object({
  level: LogLevel.optional().describe('This grave or graver'),
  component: z.string().max(100).optional(),
  job: z.string().max(100).optional(),
  worker: z.string().max(100).optional().describe('Id of a worker process'),
  search: z.string().max(200).optional().describe('Anywhere in the line, any case'),
});
export type LogFilter = z.infer<typeof LogFilter>;

/** Where lines are pushed from as they come: server-sent events `line`, each one `LogLine`; takes the filter as query. */
export const logFollowPath = '/api/logs/follow';

export const logContract = {
  list: oc
    .route({ method: 'GET', path: '/logs', tags: ['system'], summary: 'Lines of the log, newest first' })
    .input(LogFilter.extend(PageAsk.shape))
    .output(
      pageOf(LogLine).extend({
        components: z.array(z.string()).describe('Components of the lines that were looked at'),
        bytes: z.number().describe('Size of all log files'),
      }),
    ),
};
