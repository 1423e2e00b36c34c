import { listOperations } from '../../events/operations.ts';
import { forCaller } from '../for-caller.ts';
import { api } from '../implement.ts';

const list = api.operations.list.handler(async ({ input, context }) => {
  const { cursor, limit, ...filter } = input;
  await context.needs.operations.settled();
  return forCaller(context, await listOperations(context.needs.reader, filter, { cursor, limit }));
});

/** What people changed. */
export const operationRoutes = { list };
