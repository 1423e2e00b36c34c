import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { corpusFiles, corpusFor } from '../../../test/fixtures/corpus.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { silentLog } from '../../base/log.ts';
import { openNodeAvVideo } from './node-av/node-av-video.ts';
import type { Video } from './video.ts';

const VIDEO = /^(MOV|MP4|M4A|MKV|MKA|WEBM|AVI|M2TS|MPEG|WMV|3GP)$/;

/** What ends with an error, and why that is right. */
const ENDS: Readonly<Record<string, { probe?: string; poster: string }>> = {
  'ASF.wmv': { probe: 'video_unreadable', poster: 'video_unreadable' }, // header only
  'Matroska.mkv': { probe: 'video_unreadable', poster: 'video_unreadable' }, // header only
  'mp4-named.jpg': { probe: 'video_unreadable', poster: 'video_unreadable' }, // cut before its index
  'truncated-no-moov.mp4': { probe: 'video_unreadable', poster: 'video_unreadable' },
  'M2TS.mts': { poster: 'video_unreadable' }, // less than one frame
  'Pentax.avi': { poster: 'video_unreadable' }, // header only
  'RIFF.avi': { poster: 'video_unreadable' }, // header only
  'QuickTime.mov': { poster: 'video_unreadable' }, // a piece of the first frame
  'quicktime-jpeg.mov': { poster: 'video_unreadable' }, // cut before its frames
};

/** Where the manifest (ExifTool) tells another size, and why ours is kept. */
const SIZES: Readonly<Record<string, readonly [number, number]>> = {
  'interlaced.mpg': [1_024, 576], // 720 × 576 with pixels of 64:45; ExifTool tells what is stored
  'exif.mp4': [8, 8], // the track header says 524288 × 524288 (16.16 numbers read as whole), the stream 8 × 8
};

/** Where the manifest tells another length, and why. */
const LENGTHS: Readonly<Record<string, string>> = {
  'QuickTime.mov': 'cut off: the header promises 5 s, the samples that are there last 0.4 s',
  'fragmented.mp4': 'the header of a fragmented file says 0, its fragments 2 s',
  'Pentax.avi': 'cut off: no frames follow its header',
  'RIFF.avi': 'cut off: no frames follow its header',
  'M2TS.mts': 'less than a frame: between 0 and 0.12 s',
  'earth.avi': 'sound is 0.6 s longer than the pictures that ExifTool counts',
};

const files = corpusFiles().filter((file) => VIDEO.test(file.filetype) || file.path.startsWith('hostile/video/'));
// The contract suite runs on generated films everywhere.
describe('video on the corpus', () => {
  let video: Video;
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  before(async () => {
    folder = await tempFolder();
    video = await openNodeAvVideo({ size: 1, idleMs: 5_000, log: silentLog });
  });
  after(async () => {
    await video[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  if (files.length === 0) it('[S-056] [S-289] reads every film', (t) => void corpusFor(t));
  for (const file of files) {
    const name = basename(file.path);
    const isSound = file.width === '' && ENDS[name] === undefined && file.filetype !== 'MP4';

    it(`[S-056] tells the facts of ${file.path}`, async () => {
      const code = ENDS[name]?.probe;
      if (code !== undefined) {
        await assert.rejects(video.probe(file.absolute), { code });
        return;
      }
      const facts = await video.probe(file.absolute);
      const turned = facts.rotationDeg % 180 === 0 ? [facts.widthPx, facts.heightPx] : [facts.heightPx, facts.widthPx];
      const expected =
        SIZES[name] ?? (file.width === '' ? [undefined, undefined] : [Number(file.width), Number(file.height)]);
      assert.deepEqual(turned, expected);
      if (file.rotation !== '') assert.equal(facts.rotationDeg, Number(file.rotation));
      if (file.duration !== '' && LENGTHS[name] === undefined) {
        const offMs = Math.abs((facts.durationMs ?? 0) - Number(file.duration) * 1_000);
        assert.ok(offMs <= 50, `length ${facts.durationMs} ms, expected ${file.duration} s`);
      }
    });

    it(`[S-289] [I-W08] makes a poster of ${file.path} or says why not`, async () => {
      const code = ENDS[name]?.poster ?? (isSound ? 'video_no_picture' : undefined);
      const to = join(folder.path, 'poster.jpg');
      if (code !== undefined) {
        await assert.rejects(video.poster(file.absolute, to), { code });
        return;
      }
      const facts = await video.probe(file.absolute);
      const poster = await video.poster(file.absolute, to);
      const { width, height } = await sharp(await readFile(to), { failOn: 'warning' })
        .stats()
        .then(() => sharp(to).metadata());
      assert.deepEqual([width, height], [poster.widthPx, poster.heightPx]);
      const shrink = Math.min(1, 2_048 / Math.max(facts.widthPx ?? 0, facts.heightPx ?? 0));
      assert.ok(
        Math.abs(width - (facts.widthPx ?? 0) * shrink) <= 1 && Math.abs(height - (facts.heightPx ?? 0) * shrink) <= 1,
      );
      // Two files hold nothing but one colour: a black film and an 8 × 8 test frame.
      assert.equal(poster.isPlain, ['edts.mp4', 'exif.mp4'].includes(name));
    });
  }
});
