import assert from 'node:assert/strict';
import { existsSync, renameSync } from 'node:fs';
import { it } from 'node:test';
import { filesBelow } from '../../../test/fixtures/files-below.ts';
import { tinyJpeg } from '../../../test/fixtures/tiny-jpeg.ts';
import { hasCode } from '../../base/errors.ts';
import { runJob } from '../../jobs/run-job.ts';
import { scanFolder } from '../scan-folder.ts';
import { startImport } from '../start-import.ts';
import { assertSound, libraryOf, openWorld } from '../test-world.ts';

const TAKEN = '2019:05:04 14:03:21';

it('[I-W13] fails when its source vanishes meanwhile, keeps what it has, and takes the rest when it is back', async () => {
  await using world = await openWorld();
  const FILES = 60;
  for (let n = 0; n < FILES; n++) await world.write(`${n}.jpg`, tinyJpeg(`${n}`, TAKEN));
  const { needs } = world.library;
  const { id } = await startImport(needs, { path: world.photos, mode: 'copy' });
  const pullOut: typeof needs.followUps = (...ask) => {
    if (existsSync(world.photos)) renameSync(world.photos, `${world.photos}-away`);
    return needs.followUps(...ask);
  };
  const running = runJob(scanFolder, { input: { sessionId: id }, needs: { ...needs, followUps: pullOut } });
  await assert.rejects(running, (error) => hasCode(error, 'folder_not_found'));
  const { session } = await world.library.look(id);
  assert.deepEqual([session.state, session.code], ['failed', 'folder_not_found']);
  await assertSound(world);
  renameSync(`${world.photos}-away`, world.photos);
  await world.library.scan(world.photos, { mode: 'copy' });
  assert.equal(filesBelow(libraryOf(world)).length, FILES);
  await assertSound(world);
});
