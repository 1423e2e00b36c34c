import assert from 'node:assert/strict';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { hasCode } from '../../base/errors.ts';
import { getRoot } from '../../catalogue/roots/storage-roots.ts';
import { runJob } from '../../jobs/run-job.ts';
import { scanFolder } from '../scan-folder.ts';
import { startImport } from '../start-import.ts';
import { openWorld, type World } from '../test-world.ts';

const statuses = async (world: World): Promise<string[]> => {
  const rows = await world.library.open.db.selectFrom('asset').select('status').distinct().execute();
  return rows.map((row) => row.status);
};

const rootOf = async (world: World) => {
  const row = await world.library.open.db.selectFrom('storage_root').select('id').executeTakeFirstOrThrow();
  return getRoot(world.library.open.db, row.id);
};

/** As if the disk were not mounted: the folder that is left lies on another volume, and is empty. */
async function unmount(world: World): Promise<{ mount(): Promise<void> }> {
  const away = `${world.photos}-away`;
  await rename(world.photos, away);
  await mkdir(world.photos);
  const { id, volume } = await rootOf(world);
  const setVolume = (to: string): Promise<unknown> =>
    world.library.open.db.updateTable('storage_root').set({ volume: to }).where('id', '=', id).execute();
  await setVolume('uuid:of-the-disk');
  return {
    async mount() {
      await rm(world.photos, { recursive: true });
      await rename(away, world.photos);
      await setVolume(volume);
    },
  };
}

describe('a storage root that is away', () => {
  it('[S-015] [P-W22] is offline and nothing of it is missing when an empty folder is in its place', async () => {
    await using world = await openWorld();
    for (const name of ['a/1.jpg', 'b/2.jpg']) await world.write(name, name);
    await world.library.scan(world.photos);
    const disk = await unmount(world);
    await assert.rejects(world.library.scan(world.photos), (error) => hasCode(error, 'root_offline'));
    assert.deepEqual(await statuses(world), ['offline']);
    assert.ok((await world.files()).every((file) => file.state === 'present'));
    const events = await world.library.open.db
      .selectFrom('event')
      .select('type')
      .where('type', '=', 'asset.missing')
      .execute();
    assert.deepEqual(events, []);
    await disk.mount();
    const { counts } = await world.library.scan(world.photos);
    assert.deepEqual(counts, { unchanged: 2 });
    assert.deepEqual(await statuses(world), ['active']);
  });

  it('waits, and its session goes on when the disk is back', async () => {
    await using world = await openWorld();
    await world.write('1.jpg', 'one');
    await world.library.scan(world.photos);
    await world.write('2.jpg', 'two');
    const disk = await unmount(world);
    const { id } = await startImport(world.library.needs, { path: world.photos, mode: 'in-place' });
    const run = () => runJob(scanFolder, { input: { sessionId: id }, needs: world.library.needs });
    await assert.rejects(run(), (error) => hasCode(error, 'root_offline'));
    const waiting = await world.library.look(id);
    assert.deepEqual([waiting.session.state, waiting.session.code], ['waiting', 'root_offline']);
    await disk.mount();
    await run();
    const { session, counts } = await world.library.look(id);
    assert.deepEqual([session.state, session.code, counts], ['done', null, { unchanged: 1, imported: 1 }]);
  });

  it('is offline when its folder is gone altogether, and says so instead of "no such folder"', async () => {
    await using world = await openWorld();
    await world.write('sub/1.jpg', 'one');
    await world.library.scan(world.photos);
    await rename(world.photos, `${world.photos}-away`);
    const ask = { path: join(world.photos, 'sub'), mode: 'in-place' } as const;
    await assert.rejects(startImport(world.library.needs, ask), (error) => hasCode(error, 'root_offline'));
    assert.deepEqual(await statuses(world), ['offline']);
    await assert.rejects(startImport(world.library.needs, { ...ask, path: `${world.photos}-never` }), (error) =>
      hasCode(error, 'folder_not_found'),
    );
  });

  it('[S-015] loses nothing when it vanishes in the middle of a scan', async () => {
    await using world = await openWorld();
    for (let n = 0; n < 60; n++) await world.write(`${n % 6}/${n}.jpg`, `${n}`);
    await world.library.scan(world.photos);
    for (let n = 60; n < 200; n++) await world.write(`${n % 6}/${n}.jpg`, `${n}`);
    const { id } = await startImport(world.library.needs, { path: world.photos, mode: 'in-place' });
    const running = runJob(scanFolder, { input: { sessionId: id }, needs: vanishing(world) });
    await assert.rejects(running, (error) => hasCode(error, 'root_offline'));
    assert.ok((await world.files()).every((file) => file.state === 'present'));
    assert.deepEqual(await statuses(world), ['offline']);
    await rename(`${world.photos}-away`, world.photos);
    const { needs } = world.library;
    await runJob(scanFolder, { input: { sessionId: id }, needs });
    const { session } = await world.library.look(id);
    assert.equal(session.state, 'done');
    assert.equal((await world.files()).length, 200);
    assert.deepEqual(await statuses(world), ['active']);
  });

  it('is known again on a volume with another name by the files that lie there', async () => {
    await using world = await openWorld();
    for (const name of ['1.jpg', '2.jpg']) await world.write(name, name);
    await world.library.scan(world.photos);
    const { volume } = await rootOf(world);
    await world.library.open.db.updateTable('storage_root').set({ volume: 'ext4:/dev/sdz9' }).execute();
    assert.deepEqual((await world.library.scan(world.photos)).counts, { unchanged: 2 });
    assert.equal((await rootOf(world)).volume, volume);
  });
});

/** Needs whose follow-up jobs, asked for with the first batch, make the folder vanish. */
function vanishing(world: World): World['library']['needs'] {
  const { needs } = world.library;
  let isGone = false;
  return {
    ...needs,
    sink: {
      enqueue: async (jobs, tx) => {
        if (!isGone) await rename(world.photos, `${world.photos}-away`);
        isGone = true;
        return await needs.sink.enqueue(jobs, tx);
      },
    },
  };
}
