import { oc } from '@orpc/contract';
import { z } from 'zod';
import { OperationId } from './ids.ts';
import { PageAsk, pageOf } from './page.ts';

/** Header by which our own pages and commands say who they are; everything else that calls is `api`. */
export const CLIENT_HEADER = 'x-supervisor-client';

/** Who changed something. `settings-file`: by hand, or by `supervisor config set`, while a server runs. */
export const OperationOrigin = z.enum(['pages', 'command-line', 'api', 'settings-file']);
export type OperationOrigin = z.infer<typeof OperationOrigin>;

/** One line of the operation log. */
export const OperationRow = z.object({
  id: OperationId.describe('Also the id of the request: its reply named it in `x-request-id`, the log in `request`'),
  at: z.iso.datetime(),
  origin: OperationOrigin,
  name: z.string().describe('As the API calls it, e.g. jobs.retry'),
  input: z.unknown().describe('What was asked for, long lists and texts shortened, secrets masked'),
  outcome: z.string().describe('ok, or the code of the error'),
  touched: z.number().int().nullable().describe('How many jobs, files or settings were changed; null = not counted'),
  made: z.string().nullable().describe('Id of what came of it, where it has one: a change of jobs, an import, a job'),
  durationMs: z.number().int(),
});
export type OperationRow = z.infer<typeof OperationRow>;

/** Narrows the operation log; all that are given must match. */
export const OperationFilter = z.object({
  origin: OperationOrigin.optional(),
  name: z
    .string()
    .regex(/^[a-z]+(?:\.[a-zA-Z]+)?$/, 'is no name of an operation, as jobs or jobs.retry')
    .max(100)
    .optional()
    .describe('As jobs.retry; or all of a group, as jobs'),
  failed: z.stringbool().optional().describe('Only what ended with an error, or only what did not'),
  since: z.iso.datetime({ offset: true }).optional().describe('Not older than this'),
});
export type OperationFilter = z.infer<typeof OperationFilter>;

export const operationContract = {
  list: oc
    .route({
      method: 'GET',
      path: '/operations',
      tags: ['system'],
      summary: 'What people changed by pages, commands and the API, newest first',
    })
    .input(
      OperationFilter.extend({
        ...PageAsk.shape,
        cursor: PageAsk.shape.cursor.refine(
          (cursor) => cursor === undefined || OperationId.safeParse(cursor).success,
          'is none of ours',
        ),
      }),
    )
    .output(pageOf(OperationRow)),
};
