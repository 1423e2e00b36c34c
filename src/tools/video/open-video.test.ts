import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { silentLog } from '../../base/log.ts';
import { openVideo } from './open-video.ts';

const OPTIONS = { ffmpeg: 'no-such-ffmpeg', ffprobe: 'no-such-ffprobe', size: 1, idleMs: 1_000, log: silentLog };

it('[S-296] takes the bundled library by itself where no program is installed', async () => {
  const opened = await openVideo({ ...OPTIONS, engine: 'auto' });
  assert.match(opened.video?.version() ?? '', /^node-av \d+\.\d+\.\d+ \(FFmpeg \d/);
  await opened.video?.[Symbol.asyncDispose]();
});

it('[S-296] gives the reason and no error where no video tool works', async () => {
  const opened = await openVideo({ ...OPTIONS, engine: 'ffmpeg' });
  assert.ok(opened.video === undefined);
  assert.match(opened.reason, /ffmpeg: Cannot start no-such-ffmpeg: ENOENT/);
});

it(
  'does not take another program for ffmpeg',
  { skip: process.platform === 'win32' && 'no shell scripts' },
  async () => {
    await using folder = await tempFolder();
    const impostor = join(folder.path, 'ffmpeg');
    await writeFile(impostor, '#!/bin/sh\necho GraphicsMagick\n');
    await chmod(impostor, 0o755);
    const opened = await openVideo({ ...OPTIONS, engine: 'ffmpeg', ffmpeg: impostor });
    assert.ok(opened.video === undefined);
    assert.match(opened.reason, /not one of FFmpeg's programs/);
  },
);
