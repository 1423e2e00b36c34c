import { newId } from '../../base/ids.ts';
import { assetDocuments, assetHistory, assetTrace } from '../../catalogue/assets/asset-history.ts';
import { viewAsset } from '../../catalogue/assets/asset-view.ts';
import { requireAsset } from '../../catalogue/assets/require-asset.ts';
import { askEnhancement, undoEnhancement } from '../../derivatives/enhance/ask-enhancement.ts';
import { viewEnhancement } from '../../derivatives/enhance/view-enhancement.ts';
import { ChangeId } from '../../contract/ids.ts';
import { inTransaction } from '../../db/transaction.ts';
import { retryAssets } from '../../ingest/session/retry-assets.ts';
import { api } from '../implement.ts';
import { undoableOf } from './undoable-of.ts';

const get = api.assets.get.handler(async ({ input, context }) => {
  const { reader } = context.needs;
  return { ...(await viewAsset(reader, input.id, context.isLocal)), ...(await viewEnhancement(reader, input.id)) };
});

const trace = api.assets.trace.handler(async ({ input, context }) => {
  await requireAsset(context.needs.reader, input.id);
  return { steps: await assetTrace(context.needs.reader, input.id) };
});

const history = api.assets.history.handler(async ({ input, context }) => {
  await requireAsset(context.needs.reader, input.id);
  return { entries: await assetHistory(context.needs.reader, input.id) };
});

const metadata = api.assets.metadata.handler(async ({ input, context }) => {
  await requireAsset(context.needs.reader, input.id);
  return { documents: await assetDocuments(context.needs.reader, input.id) };
});

const neighbours = api.assets.neighbours.handler(({ input, context }) => {
  const { id, span, ...filter } = input;
  return context.needs.timeline.neighbours(filter, id, span);
});

const retry = api.assets.retry.handler(async ({ input, context }) => {
  const { ingest } = context.needs;
  await requireAsset(ingest.db, input.id);
  const change = ChangeId.parse(newId('ch', ingest.clock.now()));
  const ask = { assetIds: [input.id], sessionId: null, change };
  const jobs = await inTransaction(ingest.db, (tx) => retryAssets(tx, ingest, ask));
  return undoableOf({ jobs, change });
});

const enhance = api.assets.enhance.handler(async ({ input, context: { needs } }) => {
  const wished = { db: needs.reader, sink: needs.asked };
  return { enhanced: await askEnhancement(wished, { ids: input.ids, isDryRun: input.dryRun === true }) };
});

const undoEnhance = api.assets.undoEnhance.handler(async ({ input, context: { needs } }) => {
  const { db, clock } = needs.ingest;
  const ask = { ids: input.ids, isDryRun: input.dryRun === true };
  return { usual: await undoEnhancement({ db, clock, sink: needs.asked }, ask) };
});

/** Priority of what somebody looks at; ordinary work has 100. */
const FRONT = 10;

const hurry = api.assets.hurry.handler(async ({ input, context }) => {
  const { admin, screenKinds } = context.needs;
  let jobs = 0;
  for (const kind of screenKinds) jobs += await admin.hurry(kind, input.ids, FRONT);
  return { jobs };
});

/** Assets: what is known of one, and trying again what failed. */
export const assetRoutes = { get, trace, history, metadata, neighbours, retry, enhance, undoEnhance, hurry };
