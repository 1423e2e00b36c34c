import { listTraces, traceStats } from '../../catalogue/traces/list-traces.ts';
import { forCaller } from '../for-caller.ts';
import { api } from '../implement.ts';

const list = api.traces.list.handler(async ({ input, context }) => {
  const { cursor, limit, ...filter } = input;
  return forCaller(context, await listTraces(context.needs.reader, filter, { cursor, limit }));
});

const stats = api.traces.stats.handler(({ input, context }) => traceStats(context.needs.reader, input));

/** What was tried for files, over all assets. */
export const traceRoutes = { list, stats };
