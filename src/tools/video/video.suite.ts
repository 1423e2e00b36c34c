import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { MATRICES, twoColours, type VideoFrame, writeVideo } from '../../../test/fixtures/make-video.ts';
import { oneKeyFrame } from '../../../test/fixtures/one-key-frame.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import type { Video } from './video.ts';

/** What every adapter of `Video` promises. `open` gives a fresh one; its `timeoutMs` is the adapter's own limit. */
export function videoSuite(name: string, open: (options: { timeoutMs?: number }) => Promise<Video>): void {
  describe(`video: ${name}`, () => {
    let video: Video;
    let folder: Awaited<ReturnType<typeof tempFolder>>;
    let frames: Record<'black' | 'grey' | 'redGreen' | 'blueYellow', Buffer>;
    const at = (file: string): string => join(folder.path, file);
    const film = (...parts: readonly (readonly [keyof typeof frames, number])[]): VideoFrame[] =>
      parts.map(([frame, ms]) => ({ jpeg: frames[frame], ms }));

    before(async () => {
      folder = await tempFolder();
      video = await open({});
      frames = {
        black: await twoColours('#000', '#000'),
        grey: await twoColours('#777', '#777'),
        redGreen: await twoColours('#f00', '#0c0'),
        blueYellow: await twoColours('#00f', '#ff0'),
      };
    });
    after(async () => {
      await video[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    });

    it('[S-056] tells length, rate, size, codec and when it was made, and keeps every field of every stream', async () => {
      await writeVideo(at('facts.mov'), film(['redGreen', 1_000], ['blueYellow', 1_000], ['redGreen', 1_000]));
      const facts = await video.probe(at('facts.mov'));
      const { size } = await stat(at('facts.mov'));
      assert.deepEqual([facts.widthPx, facts.heightPx, facts.rotationDeg, facts.isMirrored], [64, 48, 0, false]);
      assert.deepEqual(
        [facts.durationMs, facts.fps, facts.videoCodec, facts.audioCodec],
        [3_000, 1, 'mjpeg', undefined],
      );
      assert.match(facts.container, /mov/);
      assert.ok(Math.abs((facts.bitrate ?? 0) - (size * 8) / 3) < 10, `bit rate ${facts.bitrate}`);
      assert.match(facts.creationTags['creation_time'] ?? '', /^2024-03-05T12:34:56/);
      assert.equal(facts.description.format['size'], String(size));
      const stream = facts.description.streams[0]!;
      const wanted = [
        'index',
        'codec_long_name',
        'codec_tag_string',
        'pix_fmt',
        'avg_frame_rate',
        'time_base',
        'nb_frames',
        'disposition',
        'tags',
      ];
      assert.deepEqual(
        wanted.filter((field) => stream[field] === undefined),
        [],
      );
      assert.deepEqual(
        [stream['codec_type'], stream['width'], stream['nb_frames'], stream['duration']],
        ['video', 64, '3', '3.000000'],
      );
    });

    it('finds the poster of a stream without an index whose only key frame stands at its beginning', async () => {
      await writeFile(at('one.mts'), oneKeyFrame());
      await video.poster(at('one.mts'), at('one.jpg'));
      assert.equal((await sides(at('one.jpg'))).left, 'red');
    });

    it('[S-056] gives the average rate of a video whose frames last differently long', async () => {
      await writeVideo(at('vfr.mov'), film(['redGreen', 100], ['blueYellow', 900], ['redGreen', 50], ['black', 950]));
      assert.equal((await video.probe(at('vfr.mov'))).fps, 2);
    });

    it('[S-289] takes the poster from second 1', async () => {
      await writeVideo(
        at('second.mov'),
        film(['redGreen', 500], ['redGreen', 500], ['blueYellow', 500], ['redGreen', 9_000]),
      );
      const poster = await video.poster(at('second.mov'), at('second.jpg'));
      assert.deepEqual([poster.widthPx, poster.heightPx, poster.atMs, poster.isPlain], [64, 48, 1_000, false]);
      assert.deepEqual(await sides(at('second.jpg')), { left: 'blue', right: 'yellow', top: 'mixed', bottom: 'mixed' });
      assert.equal((await sharp(at('second.jpg')).metadata()).format, 'jpeg');
      assert.equal(poster.tool, video.version());
    });

    it('[S-289] takes the poster from the start of a video of a second or less', async () => {
      await writeVideo(at('short.mov'), film(['blueYellow', 500], ['redGreen', 500]));
      assert.equal((await video.poster(at('short.mov'), at('short.jpg'))).atMs, 0);
      assert.equal((await sides(at('short.jpg'))).left, 'blue');
    });

    it('[I-W08] passes black and one-coloured frames, however many there are at the start', async () => {
      await writeVideo(
        at('intro.mov'),
        film(['black', 2_000], ['grey', 6_000], ['blueYellow', 1_000], ['redGreen', 1_000]),
      );
      const poster = await video.poster(at('intro.mov'), at('intro.jpg'));
      assert.equal(poster.isPlain, false);
      assert.match((await sides(at('intro.jpg'))).left, /^(blue|red)$/);
    });

    it('keeps the best frame, and says so, where all are black', async () => {
      await writeVideo(at('night.mov'), film(['black', 2_000], ['black', 2_000]));
      assert.equal((await video.poster(at('night.mov'), at('night.jpg'))).isPlain, true);
      assert.equal((await sharp(at('night.jpg')).metadata()).width, 64);
    });

    const upright: Record<keyof typeof MATRICES, Partial<Record<'left' | 'right' | 'top' | 'bottom', string>>> = {
      none: { left: 'red', right: 'green' },
      clockwise: { top: 'red', bottom: 'green' },
      half: { left: 'green', right: 'red' },
      counterclockwise: { top: 'green', bottom: 'red' },
      mirrored: { left: 'green', right: 'red' },
    };
    for (const matrix of ['none', 'clockwise', 'half', 'counterclockwise', 'mirrored'] as const) {
      it(`shows a video upright whose matrix is ${matrix}`, async () => {
        await writeVideo(at(`${matrix}.mov`), film(['redGreen', 1_000]), { matrix });
        const facts = await video.probe(at(`${matrix}.mov`));
        const poster = await video.poster(at(`${matrix}.mov`), at(`${matrix}.jpg`));
        const isTurned = 'top' in upright[matrix];
        assert.deepEqual([facts.widthPx, facts.heightPx], isTurned ? [48, 64] : [64, 48]);
        const { width, height } = await sharp(at(`${matrix}.jpg`)).metadata();
        assert.deepEqual(
          [poster.widthPx, poster.heightPx, width, height],
          [facts.widthPx, facts.heightPx, facts.widthPx, facts.heightPx],
        );
        const seen = await sides(at(`${matrix}.jpg`));
        assert.deepEqual({ ...seen, ...upright[matrix] }, seen);
      });
    }

    it('shrinks to 2048 pixels on the longest side', async () => {
      const size = { width: 3_000, height: 1_500 };
      await writeVideo(at('large.mov'), [{ jpeg: await twoColours('#f00', '#0c0', size), ms: 500 }], { size });
      const { widthPx, heightPx } = await video.poster(at('large.mov'), at('large.jpg'));
      assert.deepEqual([widthPx, heightPx], [2_048, 1_024]);
    });

    it('[S-347] takes any file name as a name', async () => {
      await writeVideo(at('plain.mov'), film(['redGreen', 500]));
      const names = [
        '-i',
        'a:b.mov',
        'http://x'.replaceAll('/', '_'),
        'line\nbreak.mov',
        '$(touch owned) \'".mov',
        '%03d.mov',
        '📷 ü.mov',
        'pipe:1',
      ];
      for (const name of names) {
        await copyFile(at('plain.mov'), at(name));
        assert.equal((await video.probe(at(name))).widthPx, 64, name);
        await video.poster(at(name), at(`${name}.jpg`));
        assert.equal((await sharp(await readFile(at(`${name}.jpg`))).metadata()).width, 64, name);
      }
      assert.equal((await readdir(folder.path)).includes('owned'), false);
    });

    it('ends broken files with a stable code', async () => {
      await writeVideo(at('whole.mov'), film(['redGreen', 1_000], ['blueYellow', 1_000]));
      await copyFile(at('whole.mov'), at('cut.mov'));
      await truncate(at('cut.mov'), 700);
      // an index that holds no track, as where the file was cut within it
      await writeFile(at('bare.mov'), (await readFile(at('whole.mov'), 'latin1')).replaceAll('trak', 'free'), 'latin1');
      await writeFile(at('empty.mp4'), '');
      await writeFile(at('text.mp4'), 'this is not a video\n'.repeat(500));
      await writeFile(
        at('noise.mp4'),
        Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7_919 + (i >> 3) * 31) & 255)),
      );
      for (const file of ['cut.mov', 'bare.mov', 'empty.mp4', 'text.mp4', 'noise.mp4']) {
        await assert.rejects(video.probe(at(file)), { code: 'video_unreadable', retry: 'give-up' }, file);
        await assert.rejects(video.poster(at(file), at('never.jpg')), { code: 'video_unreadable' }, file);
      }
      await assert.rejects(video.probe(at('absent.mov')), { code: 'file_missing' });
      assert.equal((await readdir(folder.path)).includes('never.jpg'), false);
    });

    it('writes no poster for a video none of whose frames can be decoded', async () => {
      const broken = { jpeg: Buffer.alloc(900, 7), ms: 1_000 };
      await writeVideo(at('frames.mov'), [broken, broken]);
      await assert.rejects(video.poster(at('frames.mov'), at('never.jpg')), { code: 'video_unreadable' });
      assert.equal((await readdir(folder.path)).includes('never.jpg'), false);
    });

    it('opens no other file for a playlist or a script that calls itself a video', async () => {
      await writeVideo(at('secret.mov'), film(['redGreen', 1_000]));
      const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${at('secret.mov')}\n#EXT-X-ENDLIST\n`;
      await writeFile(at('playlist.mp4'), playlist);
      await writeFile(at('concat.mov'), `ffconcat version 1.0\nfile '${at('secret.mov')}'\n`);
      for (const file of ['playlist.mp4', 'concat.mov'])
        await assert.rejects(video.probe(at(file)), { code: 'video_unreadable' }, file);
    });

    it(
      'ends a call that hangs when its time is over, and works on',
      { skip: process.platform === 'win32' && 'no named pipes' },
      async () => {
        execFileSync('mkfifo', [at('pipe.mov')]); // Opening it waits for a writer that never comes.
        await using impatient = await open({ timeoutMs: 1_000 });
        const startedMs = performance.now();
        await assert.rejects(impatient.probe(at('pipe.mov')), { code: 'video_timeout' });
        assert.ok(performance.now() - startedMs < 5_000);
        await writeVideo(at('after.mov'), film(['redGreen', 500]));
        assert.equal((await impatient.probe(at('after.mov'))).widthPx, 64);
      },
    );

    it('says when the poster cannot be written', async () => {
      await writeVideo(at('unwritten.mov'), film(['redGreen', 500]));
      await assert.rejects(video.poster(at('unwritten.mov'), at('no-folder/x.jpg')), { code: 'file_missing' });
    });

    it('gives an abort its reason', async () => {
      const reason = new Error('enough');
      await assert.rejects(video.probe(at('facts.mov'), AbortSignal.abort(reason)), reason);
    });
  });
}

/** Which colour each side of a picture has. */
async function sides(path: string): Promise<Record<'left' | 'right' | 'top' | 'bottom', string>> {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const colour = (x: number, y: number): string => {
    const start = (y * info.width + x) * 3;
    const [red, green, blue] = [...data.subarray(start, start + 3)].map((value) => value > 128);
    if (red) return green ? 'yellow' : 'red';
    return green ? 'green' : blue ? 'blue' : 'dark';
  };
  const quarter = { x: info.width >> 2, y: info.height >> 2 };
  const far = { x: info.width - 1 - quarter.x, y: info.height - 1 - quarter.y };
  const both = (one: string, other: string): string => (one === other ? one : 'mixed');
  return {
    left: both(colour(quarter.x, quarter.y), colour(quarter.x, far.y)),
    right: both(colour(far.x, quarter.y), colour(far.x, far.y)),
    top: both(colour(quarter.x, quarter.y), colour(far.x, quarter.y)),
    bottom: both(colour(quarter.x, far.y), colour(far.x, far.y)),
  };
}
