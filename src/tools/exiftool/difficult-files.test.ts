import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { corpusFolder } from '../../../test/fixtures/corpus.ts';
import { pngChunk } from '../../../test/fixtures/png-chunk.ts';
import { openTestExifTool, taggedPicture } from './test-exiftool.ts';

const folder = mkdtempSync(join(tmpdir(), 'supervisor-exiftool-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const picture = (name: string, model: string): Promise<string> => taggedPicture(join(folder, name), model);

describe('files that are difficult for ExifTool', () => {
  it('[I-S09] reads files of every name, and runs none of them', async () => {
    const source = await picture('plain.jpg', 'Named');
    const names = join(folder, 'names');
    mkdirSync(names);
    const corpus = corpusFolder();
    if (corpus) execFileSync('tar', ['xf', join(corpus, 'hostile/names.tar'), '-C', names]);
    const added = [
      'new\nline.jpg',
      'cr\rlf.jpg',
      '-delete.jpg',
      '#[CSTR]x.jpg',
      'back\\slash\\n.jpg',
      'pipe; touch pwned |',
      '%d%f.jpg',
      ' lead and trail ',
      '$(touch pwned).jpg',
      '`id`.jpg',
      '*.jpg',
      '@list',
      'e\u0301.jpg',
      '\u00e9.jpg',
      '😀.jpg',
      `${'n'.repeat(251)}.jpg`,
    ];
    for (const name of added) copyFileSync(source, join(names, name));
    const paths = readdirSync(names, { recursive: true, encoding: 'utf8' })
      .map((name) => join(names, name))
      .filter((path) => statSync(path).isFile());
    await using exiftool = openTestExifTool();
    const readings = await Promise.all(paths.map((path) => exiftool.readTags(path)));
    for (const [i, { tags }] of readings.entries()) assert.equal(tags['File:FileType'], 'JPEG', String(paths[i]));
    assert.equal(readdirSync(folder).includes('pwned') || existsSync('pwned'), false);
  });

  it('[I-S09] refuses relative paths, parent folders and NUL', async () => {
    await using exiftool = openTestExifTool();
    for (const path of ['a.jpg', '-ver', '/a/../b.jpg', '/a\0b.jpg'])
      await assert.rejects(exiftool.readTags(path), { code: 'path_refused' });
  });

  it('tells a missing file from a damaged one', async () => {
    const broken = join(folder, 'broken.jpg');
    writeFileSync(broken, Buffer.from([1, 2, 3]));
    await using exiftool = openTestExifTool();
    await assert.rejects(exiftool.readTags(join(folder, 'none.jpg')), { code: 'file_missing' });
    await assert.rejects(exiftool.readTags(folder), { code: 'metadata_failed' });
    assert.deepEqual((await exiftool.readTags(broken)).errors, ['File format error']);
  });

  it(
    'isolates a file that hangs: it alone times out, and the tool works on',
    { skip: process.platform === 'win32' },
    async () => {
      const hanging = join(folder, 'hangs.jpg');
      execFileSync('mkfifo', [hanging]); // opening it waits for a writer that never comes
      const good = await Promise.all(Array.from({ length: 5 }, (_, i) => picture(`good-${i}.jpg`, `Good ${i}`)));
      await using exiftool = openTestExifTool({ timeoutMs: 1_500 });
      await exiftool.version();
      const bad = assert.rejects(exiftool.readTags(hanging), { code: 'metadata_timeout' });
      const readings = await Promise.all(good.map((path) => exiftool.readTags(path)));
      await bad;
      assert.deepEqual(
        readings.map(({ tags }) => tags['IFD0:Model']),
        good.map((_, i) => `Good ${i}`),
      );
      assert.equal((await exiftool.readTags(good[0]!)).tags['IFD0:Model'], 'Good 0');
    },
  );

  it('cuts a text of 64 MiB while it arrives, and keeps the other tags', async () => {
    const path = join(folder, 'bomb.png');
    const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const text = Buffer.alloc(64 * 1024 * 1024, 0x78);
    text.write('"quoted" \\ and then ');
    const bomb = pngChunk('tEXt', Buffer.concat([Buffer.from('Comment\0'), text]));
    writeFileSync(path, Buffer.concat([png.subarray(0, 33), bomb, png.subarray(33)]));
    await using exiftool = openTestExifTool();
    const before = process.memoryUsage().rss;
    const { tags } = await exiftool.readTags(path);
    assert.equal(tags['PNG:ImageWidth'], 4);
    assert.match(String(tags['PNG:Comment']), /^"quoted" \\ and then x+ \[cut: \d+ bytes\]$/s);
    assert.ok(String(tags['PNG:Comment']).length < 66_000);
    assert.ok(process.memoryUsage().rss - before < 60_000_000);
  });

  it(
    'passes over what unpacks to 64 MiB, whatever it holds, and keeps the other tags',
    { timeout: 20_000 },
    async () => {
      const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
        .png()
        .toBuffer();
      const packed = (text: string): Buffer => deflateSync(Buffer.alloc(64 * 1024 * 1024, text, 'latin1'));
      // Each of them took ExifTool from twelve seconds to more than it is given, or all of its memory.
      const bombs = {
        foreign: pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), packed('\xe9')])),
        lines: pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), packed('\n')])),
        xmp: pngChunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\u0001\0\0\0'), packed('<a>b</a>')])),
      };
      await using exiftool = openTestExifTool();
      for (const [name, bomb] of Object.entries(bombs)) {
        const path = join(folder, `${name}.png`);
        const fine = pngChunk('zTXt', Buffer.concat([Buffer.from('Title\0\0'), deflateSync('Fine')]));
        writeFileSync(path, Buffer.concat([png.subarray(0, 33), bomb, fine, png.subarray(33)]));
        const { tags, warnings } = await exiftool.readTags(path);
        assert.deepEqual([tags['PNG:ImageWidth'], tags['PNG:Title']], [4, 'Fine'], name);
        assert.match(warnings.join(), /^Error inflating/, name);
      }
    },
  );
});
