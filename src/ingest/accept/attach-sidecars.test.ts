import assert from 'node:assert/strict';
import { rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { followUp } from '../test-library.ts';
import { OLD_S, openWorld, type World } from '../test-world.ts';

const xmp = (rating: number): Buffer => Buffer.from(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${rating}</x:xmpmeta>`);

/** Pretends that all waiting work was done, so that what is asked for later shows. */
async function settleWork(world: World): Promise<void> {
  const { db } = world.library.open;
  await db.deleteFrom('job').where('kind', '=', followUp.kind).execute();
  await db.updateTable('asset').set({ metadata_state: 'ready', pictures_state: 'ready' }).execute();
}

async function describedAgain(world: World): Promise<string[]> {
  const rows = await world.library.open.db
    .selectFrom('asset')
    .select('name')
    .where('metadata_state', '=', 'waiting')
    .execute();
  return rows.map((row) => row.name);
}

async function sidecars(world: World) {
  const files = (await world.files()).filter((file) => file.role === 'sidecar');
  return files.map(({ id, path, state, asset_id }) => ({ id, path, state, asset_id }));
}

describe('sidecars of files that stay where they are', () => {
  it('belong to the asset beside them, whichever comes first, and have it described again', async () => {
    await using world = await openWorld();
    await world.write('a.jpg.xmp', xmp(1));
    assert.deepEqual((await world.library.scan(world.photos)).counts, { skipped: 1 });
    await world.write('a.jpg', 'a');
    await world.write('b.jpg', 'b');
    assert.deepEqual((await world.library.scan(world.photos)).counts, { imported: 2, companion: 1 });
    await settleWork(world);
    await world.write('b.xmp', xmp(2));
    assert.deepEqual((await world.library.scan(world.photos)).counts, { unchanged: 3, companion: 1 });
    assert.deepEqual(await describedAgain(world), ['b.jpg']);
    const jobs = await world.library.engine.list({ kind: followUp.kind }, { limit: 5 });
    assert.equal(jobs.length, 1);
  });

  it('have edited copies of their owner described again, too', async () => {
    await using world = await openWorld();
    await world.write('a.jpg', 'a');
    await world.write('a-edited.jpg', 'b');
    await world.write('other-edited.jpg', 'c');
    await world.library.scan(world.photos);
    await settleWork(world);
    await world.write('a.jpg.json', Buffer.from('{"title": "a.jpg"}'));
    await world.library.scan(world.photos);
    assert.deepEqual((await describedAgain(world)).toSorted(), ['a-edited.jpg', 'a.jpg']);
  });

  it('are described again when they change, and not when they were only touched', async () => {
    await using world = await openWorld();
    await world.write('a.jpg', 'a');
    const path = await world.write('a.xmp', xmp(1));
    await world.library.scan(world.photos);
    await settleWork(world);
    await utimes(path, OLD_S + 9, OLD_S + 9);
    assert.deepEqual((await world.library.scan(world.photos)).counts, { unchanged: 2 });
    assert.deepEqual(await describedAgain(world), []);
    await world.write('a.xmp', xmp(5));
    assert.deepEqual((await world.library.scan(world.photos)).counts, { unchanged: 1, companion: 1 });
    assert.deepEqual(await describedAgain(world), ['a.jpg']);
  });

  it('[S-027] keep their record when they move with their picture, and are missing when they are gone', async () => {
    await using world = await openWorld();
    await world.write('in/a.jpg', 'a');
    await world.write('in/a.jpg.xmp', xmp(1));
    await world.library.scan(world.photos);
    const [before] = await sidecars(world);
    await settleWork(world);
    await rename(join(world.photos, 'in'), join(world.photos, 'out'));
    await world.library.scan(world.photos);
    assert.deepEqual(await sidecars(world), [{ ...before, path: 'out/a.jpg.xmp' }]);
    assert.deepEqual(await describedAgain(world), []);
    await rm(join(world.photos, 'out/a.jpg.xmp'));
    await world.library.scan(world.photos);
    assert.equal((await sidecars(world))[0]!.state, 'missing');
    assert.equal(await world.status('out/a.jpg'), 'active');
  });
});
