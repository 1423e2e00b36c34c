import assert from 'node:assert/strict';
import { copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { until } from '../../test/fixtures/until.ts';
import { FakeClock } from '../base/clock.ts';
import { findRootOf, rootService } from '../catalogue/roots/storage-roots.ts';
import { newJob } from '../jobs/kind.ts';
import { describeAsset } from './describe-asset.ts';
import { AssetId } from '../contract/ids.ts';
import { refreshRoot } from './scan/root-presence.ts';
import { openWorld, type World } from './test-world.ts';
import { watchRoots } from './watch-roots.ts';

const serviceOf = async (world: World) => (await world.library.engine.services()).at(0);

/** A library with one file, whose disk is gone. */
async function openUnplugged(): Promise<{ world: World; clock: FakeClock; plug(): Promise<void> }> {
  const clock = new FakeClock(Date.now());
  const world = await openWorld({ clock });
  await world.write('1.jpg', 'one');
  await world.library.scan(world.photos);
  const { engine } = world.library;
  await engine.cancel((await engine.list({}, { limit: 10 })).map(({ id }) => id)); // what came of the import
  await rename(world.photos, `${world.photos}-away`);
  return { world, clock, plug: () => rename(`${world.photos}-away`, world.photos) };
}

const claimOne = (engine: World['library']['engine']) =>
  engine.claim({
    worker: 'wo_1',
    queues: [{ name: describeAsset.queue, limit: 1 }],
    free: { jobs: 1, cpu: 1, disk: 1, tags: 1 },
    holds: {},
    leaseMs: 30_000,
  });

it('[S-103] holds jobs on an unplugged disk back with the reason, and lets them go soon after it is back, unasked', async () => {
  const { world, clock, plug } = await openUnplugged();
  await using _world = world;
  const { engine, needs } = world.library;
  const [file] = await world.files();
  const services = [rootService(file!.root_id)];
  await engine.enqueue([newJob(describeAsset, { assetId: AssetId.parse(file!.asset_id) }, { services })]);
  await using _watch = watchRoots({ ...needs, admin: engine });
  await until(async () => (await serviceOf(world))?.state === 'down');
  assert.match((await serviceOf(world))?.reason ?? '', /photos is offline/);
  assert.deepEqual(await claimOne(engine), []);
  await plug();
  await until(async () => (await serviceOf(world))?.state === 'up' || (clock.advance(1_000), false));
  assert.equal((await claimOne(engine)).length, 1);
});

it('lets go at its start what waits for a root that came back, or was forgotten, while nobody watched', async () => {
  const { world, plug } = await openUnplugged();
  await using _world = world;
  const { engine, needs, open } = world.library;
  const [file] = await world.files();
  await engine.serviceDown(rootService(file!.root_id), 'It was away');
  await engine.serviceDown(rootService('ro_forgotten'), 'It was away');
  await plug();
  assert.equal((await open.db.selectFrom('storage_root').select('state').executeTakeFirst())?.state, 'online');
  await using _watch = watchRoots({ ...needs, admin: engine });
  await until(async () => (await engine.services()).every(({ state }) => state === 'up'));
});

it('[S-103] does with a copy on another root what waits for one that is away, in line as well as blocked', async () => {
  const clock = new FakeClock(Date.now());
  await using world = await openWorld({ clock });
  const { engine, needs, open } = world.library;
  const copies = join(world.photos, '..', 'copies');
  await mkdir(copies);
  for (const name of ['1.jpg', '2.jpg', '3.jpg']) {
    const path = await world.write(name, name);
    if (name !== '3.jpg') await copyFile(path, join(copies, name));
  }
  await world.library.scan(world.photos);
  await world.library.scan(copies);
  await engine.cancel((await engine.list({}, { limit: 10 })).map(({ id }) => id)); // what came of the imports
  const first = rootService((await findRootOf(open.db, world.photos))!.id);
  const second = rootService((await findRootOf(open.db, copies))!.id);
  const [met, waits, alone] = await Promise.all(
    ['1.jpg', '2.jpg', '3.jpg'].map(async (name, priority) => {
      const file = (await world.files()).find(({ path }) => path === name);
      const input = { assetId: AssetId.parse(file!.asset_id) };
      const [job] = await engine.enqueue([newJob(describeAsset, input, { services: [first], priority })]);
      return job!.id;
    }),
  );
  await engine.serviceDown(rootService('ro_forgotten'), 'It was away');
  await using _watch = watchRoots({ ...needs, admin: engine });
  await until(async () => (await engine.services()).every(({ state }) => state === 'up')); // it has looked once
  const [running] = await claimOne(engine);
  await rename(world.photos, `${world.photos}-away`);
  await refreshRoot(needs, (await findRootOf(open.db, world.photos))!);
  const error = { code: 'root_offline', message: 'It is away' };
  await engine.settle([{ lease: running!.lease, blockedOn: first, error }]); // it was at it when the root went away
  const laneOf = async (id: string | undefined): Promise<string[]> => {
    const { lane } = await open.db.selectFrom('job').select('lane').where('id', '=', id!).executeTakeFirstOrThrow();
    return lane.split(' ').slice(2);
  };
  assert.deepEqual(await laneOf(waits), [second]);
  await until(async () => (await laneOf(met))[0] === second || (clock.advance(1_000), false));
  const claimed = [...(await claimOne(engine)), ...(await claimOne(engine)), ...(await claimOne(engine))].map(
    ({ lease }) => lease.id,
  );
  assert.deepEqual(new Set(claimed), new Set([met, waits]));
  assert.deepEqual([await laneOf(alone), (await engine.job(alone!)).state], [[first], 'ready'], 'no other copy');
});
