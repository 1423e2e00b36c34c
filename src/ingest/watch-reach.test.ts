import assert from 'node:assert/strict';
import { it } from 'node:test';
import { until } from '../../test/fixtures/until.ts';
import { FakeClock } from '../base/clock.ts';
import { seeRootsAt } from '../catalogue/roots/local-roots.ts';
import { rootService } from '../catalogue/roots/storage-roots.ts';
import { openWorld } from './test-world.ts';
import { watchReach } from './watch-reach.ts';

it('leaves the jobs of a root to others until this machine has seen files of it', async () => {
  const clock = new FakeClock();
  await using world = await openWorld({ clock });
  const { open, needs, scan } = world.library;
  const become = (isHelper: boolean): void => seeRootsAt([open.db], { paths: {}, isHelper });
  become(true);
  await using reach = await watchReach(needs, []);
  become(false);
  await world.write('a.jpg', 'a');
  await scan(world.photos);
  become(true);
  const { id } = await open.db.selectFrom('storage_root').select('id').executeTakeFirstOrThrow();
  assert.equal(reach.isUnreachable(rootService(id)), true, 'nobody has looked yet');
  assert.equal(reach.isUnreachable('tool:exiftool'), false);
  await until(() => {
    clock.advance(5_000);
    return !reach.isUnreachable(rootService(id));
  });
});

it('leaves the jobs of a tool that this machine lacks to others until it is installed', async () => {
  const clock = new FakeClock();
  await using world = await openWorld({ clock });
  let isInstalled = false;
  const tools = [{ service: 'tool:video', isHere: async () => isInstalled }];
  await using reach = await watchReach(world.library.needs, tools);
  assert.deepEqual([reach.isUnreachable('tool:video'), reach.isUnreachable('tool:other')], [true, false]);
  isInstalled = true;
  await until(() => {
    clock.advance(5_000);
    return !reach.isUnreachable('tool:video');
  });
});
