import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import sharp from 'sharp';
import { twoColours, writeVideo } from '../../test/fixtures/make-video.ts';
import { openPictureLibrary } from '../../test/fixtures/picture-library.ts';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { hasCode } from '../base/errors.ts';
import { silentLog } from '../base/log.ts';
import { runJob } from '../jobs/run-job.ts';
import { openVideo } from '../tools/video/open-video.ts';
import { makePictures } from './make-pictures.ts';

it('[I-W08] shows what is there of a clip that is cut off, and says that it is damaged', async () => {
  await using folder = await tempFolder();
  await using library = await openPictureLibrary();
  const opened = await openVideo({ engine: 'auto', ffmpeg: '', ffprobe: '', size: 1, idleMs: 1_000, log: silentLog });
  const video = opened.video;
  assert.ok(video);
  await using _video = video;
  const states: unknown[] = [];
  for (const name of ['whole.mov', 'cut.mov', 'beginning.mov']) {
    const path = join(folder.path, name);
    await writeVideo(path, [{ jpeg: await twoColours('#f00', name === 'cut.mov' ? '#0f0' : '#00f'), ms: 2_000 }]);
    // More frames were to follow.
    if (name === 'cut.mov') await appendFile(path, Buffer.from('000186a06d64617400000000', 'hex'));
    if (name === 'beginning.mov') await writeFile(path, (await readFile(path)).subarray(0, 200));
    const id = await library.add(path);
    const run = runJob(makePictures, { input: { assetId: id }, needs: { ...library.needs, video: async () => video } });
    await run.catch((error: unknown) => assert.ok(hasCode(error, 'video_unreadable')));
    const { pictures_state, pictures_code, pictures_message } = await library.db
      .selectFrom('asset')
      .select(['pictures_state', 'pictures_code', 'pictures_message'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    states.push([pictures_state, pictures_code]);
    if (name === 'beginning.mov') assert.match(pictures_message ?? '', /shorter than it says/);
  }
  assert.deepEqual(states, [
    ['ready', null],
    ['degraded', 'picture_damaged'],
    ['failed', 'video_unreadable'],
  ]);
});

it('[I-W08] says of a picture that is shorter than its container says that it is damaged', async () => {
  await using folder = await tempFolder();
  await using library = await openPictureLibrary();
  const states: unknown[] = [];
  for (const name of ['whole.avif', 'cut.avif']) {
    const path = join(folder.path, name);
    const picture = sharp({
      create: { width: 40, height: 30, channels: 3, background: name === 'cut.avif' ? 'red' : 'blue' },
    });
    await writeFile(path, await picture.avif().toBuffer());
    // More tiles were to follow.
    if (name === 'cut.avif') await appendFile(path, Buffer.from('000186a06d64617400000000', 'hex'));
    const id = await library.add(path);
    await runJob(makePictures, { input: { assetId: id }, needs: library.needs });
    const { pictures_state, pictures_code } = await library.db
      .selectFrom('asset')
      .select(['pictures_state', 'pictures_code'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    states.push([pictures_state, pictures_code]);
  }
  assert.deepEqual(states, [
    ['ready', null],
    ['degraded', 'picture_damaged'],
  ]);
});
