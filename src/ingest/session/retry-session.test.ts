import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../base/ids.ts';
import { type ChangeId, WorkerId } from '../../contract/ids.ts';
import { changedJobs } from '../../jobs/overview/select-jobs.ts';
import { openWorld, type World } from '../test-world.ts';
import { restoreRetried } from './restore-retried.ts';
import { retrySession } from './retry-session.ts';

const NO_ROOM = { jobs: 8, cpu: 8, disk: 8, tags: 8 };

/** A world with an import of two pictures that failed in part, whose own jobs have ended. */
async function failedWorld(): Promise<{ world: World; sessionId: string }> {
  const world = await openWorld();
  await world.write('cut.jpg', 'cut');
  await world.write('odd.jpg', 'odd');
  const { session } = await world.library.scan(world.photos);
  await claimAll(world, 'end');
  const { db } = world.library.open;
  await db
    .updateTable('asset')
    .set({ metadata_state: 'ready', pictures_state: 'degraded', pictures_code: 'picture_damaged' })
    .where('name', '=', 'cut.jpg')
    .execute();
  await db
    .updateTable('asset')
    .set({ metadata_state: 'failed', metadata_code: 'metadata_failed', pictures_state: 'failed' })
    .where('name', '=', 'odd.jpg')
    .execute();
  return { world, sessionId: session.id };
}

async function claimAll({ library: { engine } }: World, then?: 'end'): Promise<void> {
  const worker = WorkerId.parse(newId('wo', Date.now()));
  await engine.register({ id: worker, host: 'here', bootId: 'b', pid: 1, pidStarted: '1' });
  const queues = ['test', 'ingest', 'scan'].map((name) => ({ name, limit: 8 }));
  const claimed = await engine.claim({ worker, queues, free: NO_ROOM, holds: {}, leaseMs: 30_000 });
  if (then === 'end') await engine.settle(claimed.map(({ lease }) => ({ lease, ok: {} })));
}

async function takeBack({ library: { engine, open } }: World, change: ChangeId): Promise<number> {
  let jobs = 0;
  for await (const changed of changedJobs(open.db, change)) {
    jobs += await engine.undo(changed);
    await restoreRetried(open.db, changed);
  }
  return jobs;
}

const assets = ({ library }: World) =>
  library.open.db
    .selectFrom('asset')
    .select(['name', 'metadata_state', 'metadata_code', 'pictures_state', 'pictures_code'])
    .orderBy('name')
    .execute();

describe('a retry of an import', () => {
  it('[S-106] is taken back before it has started: what had failed stands as it was', async () => {
    const { world, sessionId } = await failedWorld();
    await using _ = world;
    const before = await assets(world);
    const { jobs, change } = await retrySession(world.library.needs, { sessionId });
    assert.equal(jobs, 2);
    assert.deepEqual(
      (await assets(world)).map(({ metadata_state, pictures_state }) => [metadata_state, pictures_state]),
      [
        ['ready', 'waiting'],
        ['waiting', 'waiting'],
      ],
    );
    assert.equal(await takeBack(world, change), 2);
    assert.deepEqual(await assets(world), before);
    assert.equal(await takeBack(world, change), 0, 'once');
  });

  it('is not taken back once it has started', async () => {
    const { world, sessionId } = await failedWorld();
    await using _ = world;
    const { change } = await retrySession(world.library.needs, { sessionId, code: 'picture_damaged' });
    await claimAll(world);
    assert.equal(await takeBack(world, change), 0);
    assert.deepEqual(
      (await assets(world)).map(({ pictures_state }) => pictures_state),
      ['waiting', 'failed'],
    );
  });

  it('takes back no work that waited for another reason', async () => {
    const { world, sessionId } = await failedWorld();
    await using _ = world;
    await retrySession(world.library.needs, { sessionId, code: 'picture_damaged' });
    const second = await retrySession(world.library.needs, { sessionId, code: 'metadata_failed' });
    assert.equal(await takeBack(world, second.change), 1);
    assert.deepEqual(
      (await assets(world)).map(({ pictures_state }) => pictures_state),
      ['waiting', 'failed'],
    );
  });

  it('[S-106] ends an import again that was to look anew at files it could not read', async () => {
    const { world, sessionId } = await failedWorld();
    await using _ = world;
    const { db } = world.library.open;
    await db
      .updateTable('import_item')
      .set({ outcome: 'error', code: 'disk_error', asset_id: null })
      .where('path', '=', 'odd.jpg')
      .execute();
    const { session: before } = await world.library.look(sessionId);
    const { jobs, change } = await retrySession(world.library.needs, { sessionId, code: 'disk_error' });
    assert.equal(jobs, 1);
    assert.equal((await world.library.look(sessionId)).session.state, 'waiting');
    assert.equal(await takeBack(world, change), 1);
    assert.deepEqual((await world.library.look(sessionId)).session, before);
  });
});
