import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Json } from '../../base/json.ts';
import { uprightOfMatrix } from './display-matrix.ts';
import { readVideoFacts } from './read-video-facts.ts';

const facts = (video: Record<string, Json>, format: Record<string, Json> = {}, others: Record<string, Json>[] = []) =>
  readVideoFacts({ format, streams: [...others, { codec_type: 'video', width: 720, height: 576, ...video }] });

it('[S-056] gives the size as shown where pixels are not square', () => {
  assert.deepEqual(
    [facts({ sample_aspect_ratio: '64:45' }).widthPx, facts({ sample_aspect_ratio: '64:45' }).heightPx],
    [1_024, 576],
  );
  assert.equal(facts({ sample_aspect_ratio: '0:1' }).widthPx, 720);
  assert.equal(facts({ sample_aspect_ratio: '1:5000' }).widthPx, 720);
});

it('reads the turn from the older rotate tag where there is no matrix', () => {
  const { rotationDeg, widthPx, heightPx } = facts({ tags: { rotate: '90' } });
  assert.deepEqual([rotationDeg, widthPx, heightPx], [90, 576, 720]);
});

it('takes the default picture stream, never the cover or an auxiliary one', () => {
  const cover = {
    codec_type: 'video',
    codec_name: 'png',
    width: 3_000,
    height: 3_000,
    disposition: { attached_pic: 1, default: 1 },
  };
  const depth = { codec_type: 'video', codec_name: 'hevc', width: 4_000, height: 3_000, disposition: { default: 0 } };
  const all = facts({ codec_name: 'h264', disposition: { default: 1 } }, {}, [
    cover,
    depth,
    { codec_type: 'audio', codec_name: 'aac' },
  ]);
  assert.deepEqual([all.videoCodec, all.widthPx, all.audioCodec], ['h264', 720, 'aac']);
});

it('says nothing where the file says nothing or nonsense', () => {
  const { durationMs, bitrate, fps, container, videoCodec } = facts(
    { avg_frame_rate: '0/0', r_frame_rate: '90000/1', codec_name: 'none' },
    { duration: '-5', bit_rate: 'N/A' },
  );
  assert.deepEqual(
    [durationMs, bitrate, fps, videoCodec, container],
    [undefined, undefined, undefined, undefined, 'unknown'],
  );
});

it('believes no length that is reckoned for a bare stream', () => {
  assert.equal(facts({}, { format_name: 'mpegvideo', duration: '0.002790' }).durationMs, undefined);
});

it('takes the longest stream where the container tells no length', () => {
  assert.equal(facts({ duration: '2.5' }, {}, [{ codec_type: 'audio', duration: '3.25' }]).durationMs, 3_250);
});

it('turns skewed and mirrored matrices to the nearest of the eight ways', () => {
  assert.deepEqual(uprightOfMatrix([63_000, 9_000, -9_000, 63_000]), { rotationDeg: 0, isMirrored: false });
  assert.deepEqual(uprightOfMatrix([0, 65_536, 65_536, 0]), { rotationDeg: 270, isMirrored: true });
  assert.deepEqual(uprightOfMatrix([0, 0, 0, 0]), { rotationDeg: 0, isMirrored: false });
});
