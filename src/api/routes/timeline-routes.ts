import { api } from '../implement.ts';

const shape = api.timeline.shape.handler(({ input, context }) => context.needs.timeline.shape(input));

const items = api.timeline.items.handler(({ input, context }) => {
  const { from, limit, ...filter } = input;
  return context.needs.timeline.items(filter, from, limit);
});

/** The library in its order. */
export const timelineRoutes = { shape, items };
