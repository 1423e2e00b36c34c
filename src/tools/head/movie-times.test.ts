import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { twoColours, writeVideo } from '../../../test/fixtures/make-video.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { parseWallClock } from '../../base/wall-clock.ts';
import { movieTimes, readMovieTimes } from './movie-times.ts';

function box(type: string | number, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  if (typeof type === 'number') head.writeUInt32BE(type, 4);
  else head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

const value = (text: string): Buffer => box('data', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]), text);
const keys = (...names: readonly string[]): Buffer =>
  box('keys', Buffer.from([0, 0, 0, 0, 0, 0, 0, names.length]), ...names.map((name) => box('mdta', name)));

it('reads when a film was taken from its end, however far that is', async () => {
  await using folder = await tempFolder();
  const path = join(folder.path, 'long.mov');
  const jpeg = Buffer.concat([await twoColours('#f00', '#0f0'), Buffer.alloc(3_000_000)]);
  await writeVideo(path, [{ jpeg, ms: 1_000 }]);
  const { 'QuickTime:CreateDate': created = '' } = await readMovieTimes(path);
  const { local = '', offsetMin } = parseWallClock(created) ?? {};
  assert.equal(Date.parse(`${local}Z`) - (offsetMin ?? 0) * 60_000, Date.UTC(2024, 2, 5, 12, 34, 56));
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(5), Buffer.alloc(40), box('mdat', 'x'), box('moov', 'mvhd')]) {
    await writeFile(path, bytes);
    assert.deepEqual(await readMovieTimes(path), {});
  }
});

it('reads Apple’s date among the values by the number that its key has', () => {
  const meta = box(
    'meta',
    keys('com.apple.quicktime.make', 'com.apple.quicktime.creationdate'),
    box('ilst', box(1, value('Apple')), box(2, value('2019-06-01T01:30:00+0200'))),
  );
  assert.deepEqual(movieTimes(box('moov', meta)), { 'Keys:CreationDate': '2019-06-01T01:30:00+0200' });
  assert.deepEqual(movieTimes(box('moov', keys('com.apple.quicktime.make'), box('ilst', box(1, value('A'))))), {});
  // whatever stands there, it ends
  for (let end = 0; end < meta.length; end++) movieTimes(meta.subarray(0, end));
  for (let at = 0; at + 4 <= meta.length; at++) movieTimes(Buffer.from(meta).fill(0xff, at, at + 4));
});
