import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { it } from 'node:test';
import { until } from '../../test/fixtures/until.ts';
import { FakeClock } from '../base/clock.ts';
import { rootService } from '../catalogue/roots/storage-roots.ts';
import { newJob } from '../jobs/kind.ts';
import { describeAsset } from './describe-asset.ts';
import { AssetId } from '../contract/ids.ts';
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

it('[S-103] holds jobs on an unplugged disk back with the reason, and lets them go soon after it is back, unasked', async () => {
  const { world, clock, plug } = await openUnplugged();
  await using _world = world;
  const { engine, needs } = world.library;
  const [file] = await world.files();
  const services = [rootService(file!.root_id)];
  await engine.enqueue([newJob(describeAsset, { assetId: AssetId.parse(file!.asset_id) }, { services })]);
  const claim = () =>
    engine.claim({
      worker: 'wo_1',
      queues: [{ name: describeAsset.queue, limit: 1 }],
      free: { jobs: 1, cpu: 1, disk: 1, tags: 1 },
      holds: {},
      leaseMs: 30_000,
    });
  await using _watch = watchRoots({ ...needs, admin: engine });
  await until(async () => (await serviceOf(world))?.state === 'down');
  assert.match((await serviceOf(world))?.reason ?? '', /photos is offline/);
  assert.deepEqual(await claim(), []);
  await plug();
  await until(async () => (await serviceOf(world))?.state === 'up' || (clock.advance(1_000), false));
  assert.equal((await claim()).length, 1);
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
