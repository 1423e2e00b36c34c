import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openTestServer, type TestServer } from '../../../test/fixtures/test-server.ts';
import { newId } from '../../base/ids.ts';
import { AssetView } from '../../contract/asset.ts';
import type { Enhanced, MadeUsual } from '../../contract/enhancement.ts';
import { AssetId, WorkerId } from '../../contract/ids.ts';
import type { AssetTable } from '../../db/tables/asset.ts';
import { enhancePreview } from '../../derivatives/enhance/enhance-preview.ts';
import { makePictures } from '../../derivatives/make-pictures.ts';
import type { ClaimedJob } from '../../jobs/engine.ts';
import { newJob } from '../../jobs/kind.ts';

const RECIPE = '0'.repeat(8);

interface Pictured {
  /** Of the preview. */
  readonly widthPx: number;
  readonly heightPx?: number;
  /** Longest side that was wished. */
  readonly wished?: number;
}

let seed = 0;

/** An asset of 6000 × 4000 with the rows that making its pictures leaves. */
async function add(
  test: TestServer,
  pictured: Pictured | undefined,
  change: Partial<AssetTable> = {},
): Promise<string> {
  const checksum = (seed += 1).toString(16).padStart(64, '0');
  const id = await test.addAsset(`${seed}.jpg`, Buffer.from('x'), { checksum, widthPx: 6000, heightPx: 4000 });
  if (pictured) {
    const { widthPx, heightPx = Math.round(widthPx / 1.5), wished } = pictured;
    await test.db
      .insertInto('derivative')
      .values({
        asset_id: id,
        kind: 'preview',
        blob_key: `pictures/${checksum}-preview-1.jpg`,
        width_px: widthPx,
        height_px: heightPx,
        size_bytes: 1,
        route: 'sharp',
        made_at_ms: Date.now(),
      })
      .execute();
    const key = `${RECIPE}-${checksum}${wished === undefined ? '' : `-${wished}`}`;
    await set(test, id, { pictures_state: 'ready', pictures_key: key, thumbhash: new Uint8Array([1]) });
  }
  await set(test, id, change);
  return id;
}

async function set(test: TestServer, id: string, change: Partial<AssetTable>): Promise<void> {
  if (Object.keys(change).length > 0) await test.db.updateTable('asset').set(change).where('id', '=', id).execute();
}

async function ask(test: TestServer, ids: readonly string[], more: object = {}): Promise<readonly Enhanced[]> {
  const reply = await test.server.inject({ method: 'POST', url: '/api/assets/enhance', body: { ids, ...more } });
  assert.equal(reply.statusCode, 200, reply.body);
  return reply.json().enhanced;
}

async function undo(test: TestServer, id: string): Promise<MadeUsual> {
  const reply = await test.server.inject({ method: 'POST', url: '/api/assets/enhance/undo', body: { ids: [id] } });
  return reply.json().usual[0];
}

async function view(test: TestServer, id: string): Promise<AssetView> {
  return AssetView.parse((await test.server.inject({ url: `/api/assets/${id}` })).json());
}

const openJobs = async ({ engine }: TestServer): Promise<readonly string[]> =>
  (await engine.list({}, { limit: 100 })).map(({ kind, state }) => `${kind} ${state}`);

/** Begins jobs that wait, at most so many; `settle` of the engine ends them. */
async function claim({ engine }: TestServer, most = 99): Promise<readonly ClaimedJob[]> {
  const worker = WorkerId.parse(newId('wo', Date.now()));
  await engine.register({ id: worker, host: 'here', bootId: 'b', pid: 1, pidStarted: worker });
  const free = { jobs: most, cpu: 99, disk: 99, tags: 99 };
  const one = { jobs: 1, cpu: 1, disk: 0, tags: 0 };
  const holds = { [makePictures.kind]: one, [enhancePreview.kind]: one };
  const queues = ['enhance', 'pictures'].map((name) => ({ name, limit: 99 }));
  return await engine.claim({ worker, queues, free, holds, leaseMs: 30_000 });
}

it('[I-075] [I-W10] answers of each asset what becomes of its preview, and from which width to which', async () => {
  await using test = await openTestServer();
  const ids = {
    landscape: await add(test, { widthPx: 2048 }),
    portrait: await add(test, { widthPx: 1365, heightPx: 2048 }, { width_px: 4000, height_px: 6000 }),
    nearlyAll: await add(test, { widthPx: 2048 }, { width_px: 2100, height_px: 1400 }),
    all: await add(test, { widthPx: 900 }, { width_px: 900, height_px: 600 }),
    most: await add(test, { widthPx: 4096, wished: 4096 }),
    waiting: await add(test, undefined),
    damaged: await add(test, undefined, { pictures_state: 'failed', pictures_code: 'picture_damaged' }),
    clip: await add(test, { widthPx: 1920 }, { kind: 'video' }),
    gone: await add(test, { widthPx: 2048 }, { status: 'missing' }),
    unknown: newId('as', 0),
  };
  const answers = await ask(test, Object.values(ids), { dryRun: true });
  assert.deepEqual(await openJobs(test), []);
  assert.deepEqual(
    answers.map(({ id, status, fromWidth, toWidth, code }) => [id, status, fromWidth, toWidth, code]),
    [
      [ids.landscape, 'queued', 2048, 2560, null],
      [ids.portrait, 'queued', 1365, 1706, null],
      [ids.nearlyAll, 'queued', 2048, 2100, null],
      [ids.all, 'already_max', 900, 900, null],
      [ids.most, 'already_max', 4096, 4096, null],
      [ids.waiting, 'no_preview', null, null, 'picture_not_ready'],
      [ids.damaged, 'no_preview', null, null, 'picture_damaged'],
      [ids.clip, 'not_a_picture', 1920, 1920, null],
      [ids.gone, 'no_original', 2048, 2048, 'original_missing'],
      [ids.unknown, 'not_found', null, null, 'asset_not_found'],
    ],
  );
  for (const { status, message } of answers) assert.equal(message === null, status === 'queued');
  const nothing = await test.server.inject({ method: 'POST', url: '/api/assets/enhance', body: { ids: [] } });
  assert.equal(nothing.statusCode, 400);
});

it('[I-024] enqueues one job by an asset, behind all pictures, however often it is asked', async () => {
  await using test = await openTestServer();
  const id = await add(test, { widthPx: 2048 });
  const [first] = await ask(test, [id, id]);
  const [again] = await ask(test, [id]);
  assert.deepEqual([first?.status, again?.status, again?.job], ['queued', 'already_queued', first?.job]);
  assert.deepEqual(await openJobs(test), ['derivative.enhance ready']);
  const job = await test.engine.job(first!.job!);
  assert.deepEqual([job.queue, job.priority, job.maxAttempts], ['enhance', 200, 3]);
  assert.deepEqual(job.payload, { assetId: id, longestPx: 2560 });
  const other = newJob(enhancePreview, { assetId: AssetId.parse(id), longestPx: 3200 });
  assert.deepEqual(await test.engine.enqueue([other]), [{ id: first!.job, outcome: 'duplicate' }]);
});

it('[I-025] lets pictures that are asked for later overtake larger previews', async () => {
  await using test = await openTestServer();
  const ids = [await add(test, { widthPx: 2048 }), await add(test, { widthPx: 2048 })];
  await ask(test, ids);
  const later = AssetId.parse(await add(test, undefined));
  await test.engine.enqueue([newJob(makePictures, { assetId: later })]);
  const order = [];
  for (let left = 3; left > 0; left--) order.push(...(await claim(test, 1)).map(({ lease }) => lease.kind));
  assert.deepEqual(order, [makePictures.kind, enhancePreview.kind, enhancePreview.kind]);
});

it('[I-028] tells previews that wait from those that are made, and wishes from none to their end', async () => {
  await using test = await openTestServer();
  const waiting = await add(test, undefined);
  assert.equal((await view(test, waiting)).previewStatus, 'pending');
  await test.engine.enqueue([newJob(makePictures, { assetId: AssetId.parse(waiting) })]);
  await claim(test);
  assert.equal((await view(test, waiting)).previewStatus, 'processing');
  await set(test, waiting, { pictures_state: 'failed' });
  assert.equal((await view(test, waiting)).previewStatus, 'failed');

  const id = await add(test, { widthPx: 2048 });
  const status = async () => (await view(test, id)).enhancement.status;
  assert.deepEqual([(await view(test, id)).previewStatus, await status()], ['ready', 'none']);
  await ask(test, [id]);
  assert.equal(await status(), 'requested');
  const [failing] = await claim(test);
  assert.equal(await status(), 'processing');
  const failed = { code: 'picture_damaged', message: 'It ends too soon', class: 'permanent' } as const;
  await test.engine.settle([{ lease: failing!.lease, failed }]);
  const { enhancement } = await view(test, id);
  assert.deepEqual(
    [enhancement.status, enhancement.code, enhancement.message, enhancement.job, enhancement.toWidthPx],
    ['failed', failed.code, failed.message, failing!.lease.id, 2560],
  );
  await ask(test, [id]);
  const [gained] = await claim(test);
  const checksum = (await view(test, id)).checksum;
  await set(test, id, { pictures_key: `${RECIPE}-${checksum}-2560` });
  const made = { width_px: 2560, height_px: 1707, made_at_ms: Date.now() };
  await test.db.updateTable('derivative').set(made).where('asset_id', '=', id).execute();
  await test.engine.settle([{ lease: gained!.lease, ok: { state: 'ready', fromWidth: 2048, toWidth: 2560 } }]);
  const ready = (await view(test, id)).enhancement;
  assert.deepEqual([ready.status, ready.isEnhanced, ready.widthPx, ready.toWidthPx], ['ready', true, 2560, 3200]);
  await ask(test, [id]);
  const [spent] = await claim(test);
  await test.engine.settle([{ lease: spent!.lease, ok: { state: 'already_max', fromWidth: 2560, toWidth: 2560 } }]);
  assert.equal((await view(test, id)).enhancement.toWidthPx, null);
  assert.equal((await ask(test, [id]))[0]?.status, 'already_max');
});

it('takes a wish back: the usual pictures are made again, and what is shown stays until then', async () => {
  await using test = await openTestServer();
  const id = await add(test, { widthPx: 2560, wished: 2560 });
  const shown = (await view(test, id)).picture;
  assert.deepEqual([(await undo(test, id)).status, (await undo(test, newId('as', 0))).status], ['queued', 'not_found']);
  const after = await view(test, id);
  assert.deepEqual(
    [after.pictures, after.enhancement.status, after.enhancement.isEnhanced],
    ['waiting', 'none', false],
  );
  assert.ok(after.picture !== null && after.picture !== shown);
  assert.deepEqual(await openJobs(test), ['derivative.pictures ready']);
  assert.equal((await undo(test, id)).status, 'already_usual');
  const busy = await add(test, { widthPx: 2560, wished: 2560 });
  await ask(test, [busy]);
  assert.equal((await undo(test, busy)).status, 'busy');
});
