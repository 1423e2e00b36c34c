import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { twoColours, writeVideo } from '../../../test/fixtures/make-video.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { isCutOff } from './is-cut-off.ts';

function box(type: string, claimed: number, bytes: number): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(claimed);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, Buffer.alloc(bytes)]);
}

const long = (type: string, claimed: number, bytes: number): Buffer => {
  const head = Buffer.alloc(16);
  head.writeUInt32BE(1);
  head.write(type, 4, 'latin1');
  head.writeBigUInt64BE(BigInt(claimed), 8);
  return Buffer.concat([head, Buffer.alloc(bytes)]);
};
const type = box('ftyp', 20, 12);
const riff = (claimed: number, bytes: number): Buffer => {
  const head = Buffer.from('RIFF....AVI LIST', 'latin1');
  head.writeUInt32LE(claimed, 4);
  return Buffer.concat([head, Buffer.alloc(bytes)]);
};
/** The properties of a Windows Media file of so many bytes, 30 bytes behind its beginning. */
const media = (claimed: number, bytes: number): Buffer => {
  const file = Buffer.alloc(bytes);
  file.write('a1dcab8c47a9cf118ee400c00c205365', 30, 'hex');
  file.writeBigUInt64LE(BigInt(claimed), 70);
  return file;
};
/** An EBML head of 3 bytes and a segment with a length of two bytes, or of eight that say nothing. */
const matroska = (length: string, bytes: number): Buffer =>
  Buffer.concat([Buffer.from(`1a45dfa38300000018538067${length}`, 'hex'), Buffer.alloc(bytes)]);

it('tells clips that are shorter than they say, and takes nothing else for such', async () => {
  await using folder = await tempFolder();
  const film = join(folder.path, 'film.mov');
  const jpeg = await twoColours('#f00', '#0f0');
  await writeVideo(film, [{ jpeg, ms: 1_000 }]);
  const whole = await readFile(film);
  const cases: readonly (readonly [format: string, bytes: Buffer, isCut: boolean])[] = [
    ['mov', whole, false],
    ['mov', whole.subarray(0, -9), true],
    ['mov', Buffer.concat([whole, Buffer.alloc(40)]), false],
    ['mov', Buffer.concat([whole, box('SEFT', 9_000, 20)]), false],
    ['mp4', Buffer.concat([type, box('moov', 8, 0), box('mdat', 900, 100)]), true],
    ['mp4', Buffer.concat([type, box('moov', 8, 0), box('mdat', 0, 100)]), false],
    ['mp4', Buffer.concat([type, long('mdat', 116, 100)]), false],
    ['mp4', Buffer.concat([type, long('mdat', 5_000_000_000, 100)]), true],
    ['3gp', Buffer.concat([type, box('moof', 8, 0), box('mdat', 108, 100), box('moof', 60, 20)]), true],
    ['heic', Buffer.concat([type, box('meta', 60, 52), box('mdat', 900, 100)]), true],
    ['avif', Buffer.concat([type, box('meta', 60, 52), box('mdat', 108, 100)]), false],
    ['avi', riff(108, 100), false],
    ['avi', riff(109, 100), false],
    ['avi', riff(500, 100), true],
    ['avi', riff(0, 100), false],
    ['wmv', media(300, 200), true],
    ['wmv', media(200, 200), false],
    ['wmv', media(0, 200), false],
    ['mkv', matroska('4064', 100), false],
    ['webm', matroska('41f4', 100), true],
    ['webm', matroska('01ffffffffffffff', 100), false],
    ['mpeg', whole.subarray(0, 50), false],
    ['mp4', Buffer.alloc(3), false],
  ];
  for (const [index, [format, bytes, isCut]] of cases.entries()) {
    const path = join(folder.path, `${index}`);
    await writeFile(path, bytes);
    assert.equal(await isCutOff(path, format), isCut, `case ${index}, ${format}`);
  }
});
