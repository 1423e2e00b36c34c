import { cardsOf } from '../../catalogue/assets/asset-card.ts';
import { cancelSession } from '../../ingest/session/cancel-session.ts';
import { failureGroups, skipGroups } from '../../ingest/session/groups-by-code.ts';
import { getSession, listItems } from '../../ingest/session/list-items.ts';
import { retrySession } from '../../ingest/session/retry-session.ts';
import { viewReport } from '../../ingest/session/view-report.ts';
import { startImport } from '../../ingest/start-import.ts';
import { api } from '../implement.ts';
import { undoableOf } from './undoable-of.ts';

const start = api.imports.start.handler(async ({ input, context }) => {
  const { ingest, asked } = context.needs;
  const { id } = await startImport({ ...ingest, sink: asked }, input);
  return await context.needs.activity.session(id);
});

const list = api.imports.list.handler(async ({ input, context }) => {
  const { reader, activity } = context.needs;
  let query = reader
    .selectFrom('import_session')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(input.limit + 1);
  if (input.cursor !== undefined) query = query.where('id', '<', input.cursor);
  const sessions = await query.execute();
  const rows = await Promise.all(sessions.slice(0, input.limit).map((session) => activity.view(session)));
  const last = rows.at(-1);
  return sessions.length > input.limit && last ? { rows, next: last.id } : { rows };
});

const get = api.imports.get.handler(async ({ input, context }) => {
  const { reader, activity } = context.needs;
  const session = await getSession(reader, input.id);
  const view = await activity.view(session);
  const failures = await failureGroups(reader, input.id);
  const samples = failures.flatMap(({ sample }) => sample.assetId ?? []);
  return {
    ...view,
    failures,
    skips: await skipGroups(reader, input.id),
    report: await viewReport(reader, session, { view, failures }),
    cards: await cardsOf(reader, samples),
  };
});

const items = api.imports.items.handler(async ({ input, context }) => {
  const { id, ...ask } = input;
  return await listItems(context.needs.reader, await getSession(context.needs.reader, id), ask);
});

const retry = api.imports.retry.handler(async ({ input: { id, item, code }, context }) =>
  undoableOf(await retrySession(context.needs.ingest, { sessionId: id, item, code })),
);

const cancel = api.imports.cancel.handler(async ({ input, context }) => {
  const { ingest, admin, activity } = context.needs;
  await cancelSession({ ...ingest, admin }, input.id);
  return await activity.session(input.id);
});

/** Import sessions: start, watch, repair. */
export const importRoutes = { start, list, get, items, retry, cancel };
