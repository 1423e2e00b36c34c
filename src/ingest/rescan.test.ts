import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { it } from 'node:test';
import { runJob } from '../jobs/run-job.ts';
import { rescanRoots } from './rescan.ts';
import { openWorld } from './test-world.ts';

it('starts an import of each storage root that is there, and of none that is away', async () => {
  await using world = await openWorld();
  await world.write('1.jpg', 'one');
  const { needs } = world.library;
  assert.equal(await rescanRoots.hasWork?.({}, needs), false);
  await world.library.scan(world.photos);
  assert.equal(await rescanRoots.hasWork?.({}, needs), true);
  const { result } = await runJob(rescanRoots, { input: {}, needs });
  const { sessions } = result as { sessions: readonly string[] };
  assert.equal(sessions.length, 1);
  assert.equal((await world.library.look(sessions[0]!)).session.folder, world.photos);
  await rename(world.photos, `${world.photos}-away`);
  assert.deepEqual((await runJob(rescanRoots, { input: {}, needs })).result, { sessions: [] });
});
