import { z } from 'zod';
import { LogFilter } from '../../../../src/contract/log.ts';

const shape = LogFilter.shape;

/** The logs page's address. */
export const LogsSearch = z.object({
  level: shape.level.catch(undefined),
  component: shape.component.catch(undefined),
  job: shape.job.catch(undefined),
  worker: shape.worker.catch(undefined),
  search: z.coerce.string().max(200).optional().catch(undefined),
});
export type LogsSearch = z.infer<typeof LogsSearch>;

/** The filter in an address without what is not set, so that equal filters are equal keys. */
export function logAskOf(search: LogsSearch): z.input<typeof LogFilter> & Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(search).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, value]])),
  );
}
