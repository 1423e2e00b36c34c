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
  await using reach = await watchReach({ ...needs, admin: world.library.engine }, []);
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

it('leaves the jobs of a tool that a helping machine lacks to others until it is installed', async () => {
  const clock = new FakeClock();
  await using world = await openWorld({ clock });
  let isInstalled = false;
  const tools = [{ service: 'tool:video', isHere: async () => isInstalled, isMissing: () => !isInstalled }];
  seeRootsAt([world.library.open.db], { paths: {}, isHelper: true });
  await using reach = await watchReach({ ...world.library.needs, admin: world.library.engine }, tools);
  assert.deepEqual([reach.isUnreachable('tool:video'), reach.isUnreachable('tool:other')], [true, false]);
  isInstalled = true;
  await until(() => {
    clock.advance(5_000);
    return !reach.isUnreachable('tool:video');
  });
});

it('looks for a tool where the library runs only when it is missed, and says when another machine has it', async () => {
  const clock = new FakeClock();
  await using world = await openWorld({ clock });
  const needs = { ...world.library.needs, admin: world.library.engine };
  let looks = 0;
  const tool = (isInstalled: boolean) => ({
    service: 'tool:video',
    async isHere() {
      looks++;
      return isInstalled;
    },
    isMissing: () => looks > 0 && !isInstalled,
  });
  await using lacking = await watchReach(needs, [tool(false)]);
  assert.deepEqual([looks, lacking.isUnreachable('tool:video'), lacking.lacks()], [0, false, []]);
  await needs.services.serviceDown('tool:video', 'No video tool works here');
  await until(() => {
    clock.advance(5_000);
    return lacking.isUnreachable('tool:video');
  });
  assert.deepEqual(lacking.lacks(), ['tool:video']);
  await using having = await watchReach(needs, [tool(true)]);
  assert.equal(having.isUnreachable('tool:video'), false);
  const [service] = await needs.admin.services();
  assert.equal(service?.state, 'up');
  assert.equal(lacking.isUnreachable('tool:video'), true, 'it lacks it all the same');
});
