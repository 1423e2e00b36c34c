import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import sharp from 'sharp';
import { notRunHere } from '../../../test/fixtures/not-run-here.ts';
import { lateWithOneKeyFrame } from '../../../test/fixtures/one-key-frame.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { silentLog } from '../../base/log.ts';
import { openVideo } from './open-video.ts';

for (const engine of ['node-av', 'ffmpeg'] as const) {
  it(`[I-W08] finds with ${engine} what comes after a black beginning though no key frame stands there`, async (t) => {
    const opened = await openVideo({ engine, ffmpeg: '', ffprobe: '', size: 1, idleMs: 1_000, log: silentLog });
    if (!opened.video) return notRunHere(t, opened.reason);
    await using video = opened.video;
    await using folder = await tempFolder();
    const [film, poster] = [join(folder.path, 'late.mp4'), join(folder.path, 'late.jpg')];
    await writeFile(film, lateWithOneKeyFrame());
    assert.equal((await video.poster(film, poster)).isPlain, false);
    const { channels } = await sharp(poster).stats();
    assert.ok((channels[0]?.mean ?? 0) > 180, `red ${channels[0]?.mean}`);
  });
}
