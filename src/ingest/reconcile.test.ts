import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { systemClock, type Clock } from '../base/clock.ts';
import { addTrace } from '../catalogue/traces/add-trace.ts';
import { inTransaction } from '../db/transaction.ts';
import { JobId } from '../contract/ids.ts';
import { runJob } from '../jobs/run-job.ts';
import { pairCompanions } from './pair-companions.ts';
import { pruneImports } from './prune-imports.ts';
import { reconcile } from './reconcile.ts';
import { startImport } from './start-import.ts';
import { followUp } from './test-library.ts';
import { openWorld, type World } from './test-world.ts';

const DAY_MS = 86_400_000;

type Only = 'metadata' | 'pictures' | 'pairs';

function needsOf(world: World) {
  return {
    ...world.library.needs,
    markStalePictures: () => Promise.resolve(0),
    hasOutdatedPictures: () => Promise.resolve(false),
    picturesKeyOf: () => 'by-now',
    toolWorks: () => Promise.resolve(true),
  };
}

async function reconcileNow(world: World, only?: Only): Promise<unknown> {
  return (await runJob(reconcile, { input: only ? { only } : {}, needs: needsOf(world) })).result;
}

const isLeft = (world: World, only: Only): Promise<boolean> | undefined =>
  reconcile.hasWork?.({ only }, needsOf(world));

/** Ends the jobs of all assets as the engine does whose handlers could not say what happened. */
async function giveUp({ library }: World, code: string): Promise<void> {
  const error = JSON.stringify({ code, message: 'It never said what happened' });
  const failed = { state: 'failed' as const, error };
  await library.open.db.updateTable('job').set(failed).where('kind', '=', followUp.kind).execute();
}

describe('reconcile', () => {
  it('[S-042] puts lost jobs of assets in line again, and none twice', async () => {
    await using world = await openWorld();
    for (const name of ['1.jpg', '2.jpg', '3.jpg']) await world.write(name, name);
    await world.library.scan(world.photos);
    const { db } = world.library.open;
    const [, second] = await world.files();
    await db.deleteFrom('job').where('asset_id', '=', second!.asset_id).execute();
    await reconcileNow(world);
    await reconcileNow(world);
    const jobs = await db.selectFrom('job').select('asset_id').where('kind', '=', followUp.kind).execute();
    assert.equal(jobs.length, 3);
    assert.equal(new Set(jobs.map((job) => job.asset_id)).size, 3);
  });

  it('asks for nothing that an asset has', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    await world.library.scan(world.photos);
    const { db } = world.library.open;
    await db.deleteFrom('job').execute();
    await db.updateTable('asset').set({ metadata_state: 'ready', pictures_state: 'ready' }).execute();
    assert.deepEqual(await reconcileNow(world), { sessions: 0, assets: 0, stale: 0 });
    assert.deepEqual(await db.selectFrom('job').select('id').execute(), []);
  });

  it('[M-003, M-004] does one sort of work alone, and knows before whether something of it is left', async () => {
    await using world = await openWorld();
    for (const name of ['1.jpg', '2.jpg', '3.jpg']) await world.write(name, name);
    await world.library.scan(world.photos);
    const { db } = world.library.open;
    assert.equal(await isLeft(world, 'metadata'), false, 'all is in line');
    await db.deleteFrom('job').execute();
    await db.updateTable('asset').set({ pictures_state: 'ready' }).execute();
    assert.deepEqual([await isLeft(world, 'metadata'), await isLeft(world, 'pictures')], [true, false]);
    assert.deepEqual(await reconcileNow(world, 'metadata'), { assets: 3, stale: 0 });
    const jobs = await db.selectFrom('job').select('kind').execute();
    assert.deepEqual(
      jobs.map(({ kind }) => kind),
      [followUp.kind, followUp.kind, followUp.kind],
    );
    assert.equal(await isLeft(world, 'metadata'), false);
  });

  it('[M-003, M-004] pairs companions that lie by themselves, and says when none do', async () => {
    await using world = await openWorld();
    for (const name of ['a/1.jpg', 'a/1.dng', 'b/2.jpg', 'b/3.dng']) await world.write(name, name);
    await world.library.scan(world.photos);
    const { db } = world.library.open;
    const raws = db.selectFrom('asset_file').select('asset_id').where('path', 'like', '%.dng');
    await db.updateTable('asset').set({ format: 'dng' }).where('id', 'in', raws).execute();
    await db.deleteFrom('job').execute();
    assert.equal(await isLeft(world, 'pairs'), true);
    assert.deepEqual(await reconcileNow(world, 'pairs'), { folders: 1 });
    const { payload } = await db.selectFrom('job').select('payload').executeTakeFirstOrThrow();
    const { needs } = world.library;
    assert.deepEqual((await runJob(pairCompanions, { input: JSON.parse(payload), needs })).result, { pairs: 1 });
    assert.equal(await isLeft(world, 'pairs'), false);
  });

  it('records work as failed whose job gave up without a word, instead of trying it for ever', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    await world.library.scan(world.photos);
    const { db } = world.library.open;
    await giveUp(world, 'job_lost_too_often');
    await reconcileNow(world);
    const asset = await db.selectFrom('asset').select(['metadata_state', 'metadata_code']).executeTakeFirstOrThrow();
    assert.deepEqual(asset, { metadata_state: 'failed', metadata_code: 'job_lost_too_often' });
    const open = await db
      .selectFrom('job')
      .select('id')
      .where('state', '=', 'ready')
      .where('kind', '=', followUp.kind)
      .execute();
    assert.deepEqual(open, []);
  });

  it('records pictures that gave up by the recipe of now, so that no look for older ones has them tried again', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    await world.library.scan(world.photos);
    const { db } = world.library.open;
    await giveUp(world, 'job_timeout');
    // as if the job that was made for it made pictures
    const other = { ...followUp, kind: 'test.other' };
    const needs = { ...needsOf(world), describeAgain: () => ({ kind: other, input: { assetId: '' } }) };
    await runJob(reconcile, { input: {}, needs });
    const asset = await db.selectFrom('asset').select(['pictures_code', 'pictures_key']).executeTakeFirstOrThrow();
    assert.deepEqual(asset, { pictures_code: 'job_timeout', pictures_key: 'by-now' });
  });

  it('records it again when that gives up once more after it was due again, instead of trying it for ever', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    await world.library.scan(world.photos);
    const { db } = world.library.open;
    const jobs = db.selectFrom('job').select('state').where('kind', '=', followUp.kind).orderBy('id');
    const states = async () => (await jobs.execute()).map(({ state }) => state);
    await giveUp(world, 'job_lost_too_often');
    await reconcileNow(world);
    await db.updateTable('asset').set({ metadata_state: 'waiting' }).execute();
    await reconcileNow(world);
    assert.deepEqual(await states(), ['failed', 'ready']);
    await giveUp(world, 'job_lost_too_often');
    await reconcileNow(world);
    await reconcileNow(world);
    const asset = await db.selectFrom('asset').select(['metadata_state', 'metadata_code']).executeTakeFirstOrThrow();
    assert.deepEqual(asset, { metadata_state: 'failed', metadata_code: 'job_lost_too_often' });
    assert.deepEqual(await states(), ['failed', 'failed']);
  });

  it('resumes sessions without a job, under a new job that can be cancelled', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    const { id } = await startImport(world.library.needs, { path: world.photos, mode: 'in-place' });
    const { db } = world.library.open;
    await db.deleteFrom('job').execute();
    assert.deepEqual(await reconcileNow(world), { sessions: 1, assets: 0, stale: 0 });
    const { session } = await world.library.look(id);
    assert.equal((await world.library.engine.job(JobId.parse(session.job_id))).state, 'ready');
  });

  it('ends a session that took the program down again and again; only a person starts it once more', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    const ask = { path: world.photos, mode: 'in-place' } as const;
    const { id } = await startImport(world.library.needs, ask);
    const { db } = world.library.open;
    const error = JSON.stringify({ code: 'job_lost_too_often', message: 'Its worker ended 4 times while it ran' });
    await db.updateTable('job').set({ state: 'failed', error }).execute();
    const again = await startImport(world.library.needs, ask);
    assert.deepEqual(again, { id, isNew: false });
    assert.equal((await db.selectFrom('job').select('id').where('state', '=', 'ready').execute()).length, 1);
    await db.updateTable('job').set({ state: 'failed', error }).execute();
    await reconcileNow(world);
    const { session } = await world.library.look(id);
    assert.deepEqual([session.state, session.code], ['failed', 'job_lost_too_often']);
    assert.equal((await startImport(world.library.needs, ask)).isNew, true);
  });

  it('notices roots that went away or came back', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    await world.library.scan(world.photos);
    await rename(world.photos, `${world.photos}-away`);
    await reconcileNow(world);
    assert.equal(await world.status('1.jpg'), 'offline');
    await rename(`${world.photos}-away`, world.photos);
    await reconcileNow(world);
    assert.equal(await world.status('1.jpg'), 'active');
  });
});

describe('pruneImports', () => {
  const later = (days: number): Clock => ({ ...systemClock, now: () => Date.now() + days * DAY_MS });

  async function pruneAfter(world: World, days: number): Promise<unknown> {
    const needs = { ...world.library.needs, clock: later(days) };
    const hasWork = await pruneImports.hasWork?.({}, needs);
    const { result } = await runJob(pruneImports, { input: {}, needs });
    const removed = Object.values(result as Record<string, number>).some((count) => count > 0);
    assert.equal(hasWork, removed, 'told before whether anything is left to do');
    return result;
  }

  it('[I-059] [I-W25] removes traces after their days, those of failures later', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    await world.library.scan(world.photos);
    const { db } = world.library.open;
    const failure = { type: 'read', method: 'sha256', ok: false, code: 'disk_error', durationUs: 1 } as const;
    await inTransaction(db, (tx) =>
      addTrace(tx, { assetId: null, itemId: 'ii_1', atMs: Date.now(), attempt: 1 }, [failure]),
    );
    assert.deepEqual(await pruneAfter(world, 6), { traces: 0, lines: 0 });
    assert.deepEqual(await pruneAfter(world, 8), { traces: 1, lines: 0 });
    const left = await db.selectFrom('import_trace').select('code').execute();
    assert.deepEqual(left, [{ code: 'disk_error' }]);
    assert.deepEqual(await pruneAfter(world, 31), { traces: 1, lines: 0 });
  });

  it('removes the lines of sessions that ended long ago, and keeps their counts', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    const { session } = await world.library.scan(world.photos);
    await pruneAfter(world, 179);
    assert.equal((await world.library.look(session.id)).items.length, 1);
    await pruneAfter(world, 181);
    const { items, counts } = await world.library.look(session.id);
    assert.deepEqual([items, counts], [[], { imported: 1 }]);
  });
});
