import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { AppError } from '../../base/errors.ts';
import { locateOriginal } from '../../catalogue/files/locate-original.ts';
import { rootService } from '../../catalogue/roots/storage-roots.ts';
import { openWorld } from '../test-world.ts';
import { explainUnreadable } from './explain-unreadable.ts';

const damage = new AppError('picture_damaged', 'Input file is missing');

it('tells a vanished disk from a vanished file and from damage, whatever the tool calls it', async () => {
  await using world = await openWorld();
  await world.write('1.jpg', 'one');
  await world.library.scan(world.photos);
  const { needs, engine } = world.library;
  const [file] = await world.files();
  const place = await locateOriginal(needs.db, file!.asset_id);
  const explain = async () => await explainUnreadable(needs, place, damage);
  assert.equal(await explain(), damage);
  await rename(world.photos, `${world.photos}-away`);
  const { code, retry } = await explain();
  assert.deepEqual([code, retry], ['root_offline', { service: rootService(file!.root_id) }]);
  assert.equal((await engine.services())[0]?.state, 'down');
  await rename(`${world.photos}-away`, world.photos);
  await rm(join(world.photos, '1.jpg'));
  assert.equal((await explain()).code, 'file_missing');
  assert.equal((await engine.services())[0]?.state, 'up');
});
