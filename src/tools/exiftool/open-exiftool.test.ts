import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { bundledExiftool } from '../../../test/fixtures/bundled-exiftool.ts';
import { corpusFolder } from '../../../test/fixtures/corpus.ts';
import { pngChunk } from '../../../test/fixtures/png-chunk.ts';
import { type Clock, systemClock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import type { ExifTool, ExifToolOptions } from './exiftool.ts';
import { openExifTool } from './open-exiftool.ts';

const folder = mkdtempSync(join(tmpdir(), 'supervisor-exiftool-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const opened = (options: Partial<ExifToolOptions> = {}): ExifTool =>
  openExifTool({ mode: 'fast', timeoutMs: 10_000, processes: 1, clock: systemClock, log: silentLog, ...options });

async function picture(name: string, model: string): Promise<string> {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  const exif = { IFD0: { Make: 'Maker', Model: model }, IFD2: { DateTimeOriginal: '2019:05:04 14:03:21' } };
  writeFileSync(
    path,
    await sharp({ create: { width: 8, height: 6, channels: 3, background: 'red' } })
      .withExif(exif)
      .jpeg()
      .toBuffer(),
  );
  return path;
}

describe('openExifTool', () => {
  it('[I-042] [I-047] [I-S09] [S-057] reads tags with their group as prefix, and says which method and version did it', async () => {
    await using exiftool = opened();
    const reading = await exiftool.readTags(await picture('a.jpg', 'One'));
    assert.equal(reading.tags['IFD0:Model'], 'One');
    assert.equal(reading.tags['ExifIFD:DateTimeOriginal'], '2019:05:04 14:03:21');
    assert.equal(reading.method, 'exiftool_fast');
    assert.match(reading.tool, /^ExifTool \d+\.\d+$/);
    await using full = opened({ mode: 'full' });
    assert.equal((await full.readTags(join(folder, 'a.jpg'))).method, 'exiftool');
  });

  it('[I-044] [I-W29] [I-W31] answers many calls by few commands, keyed by full path where base names are equal', async () => {
    let commands = 0;
    const clock: Clock = {
      ...systemClock,
      sleep: (ms, signal) => ((commands += ms === 9_999 ? 1 : 0), systemClock.sleep(ms, signal)),
    };
    await using exiftool = opened({ clock, timeoutMs: 9_999 });
    const paths = await Promise.all(
      Array.from({ length: 40 }, (_, i) => picture(`same/${i}/IMG_0001.jpg`, `Model ${i}`)),
    );
    const startedMs = performance.now();
    const readings = await Promise.all(paths.map((path) => exiftool.readTags(path)));
    const tookMs = performance.now() - startedMs;
    assert.deepEqual(
      readings.map(({ tags }) => tags['IFD0:Model']),
      paths.map((_, i) => `Model ${i}`),
    );
    assert.ok(commands <= 4, `${commands} commands`);
    // one process: what the files say they took, without their waiting, is at most the time that passed
    const sharesMs = readings.reduce((sum, { shareMs }) => sum + (shareMs ?? Number.NaN), 0);
    assert.ok(sharesMs > 0 && sharesMs <= tookMs, `${sharesMs} of ${tookMs}`);
  });

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
    await using exiftool = opened();
    const readings = await Promise.all(paths.map((path) => exiftool.readTags(path)));
    for (const [i, { tags }] of readings.entries()) assert.equal(tags['File:FileType'], 'JPEG', String(paths[i]));
    assert.equal(readdirSync(folder).includes('pwned') || existsSync('pwned'), false);
  });

  it('[I-S09] refuses relative paths, parent folders and NUL', async () => {
    await using exiftool = opened();
    for (const path of ['a.jpg', '-ver', '/a/../b.jpg', '/a\0b.jpg'])
      await assert.rejects(exiftool.readTags(path), { code: 'path_refused' });
  });

  it('tells a missing file from a damaged one', async () => {
    const broken = join(folder, 'broken.jpg');
    writeFileSync(broken, Buffer.from([1, 2, 3]));
    await using exiftool = opened();
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
      await using exiftool = opened({ timeoutMs: 1_500 });
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

  it(
    '[S-086] tells a tool that is killed from outside from a file that it cannot read, and may be asked again',
    { skip: process.platform === 'win32' },
    async () => {
      // Says its version, and is killed at the first file, as by a kernel that is short of memory.
      const killed = join(folder, 'killed-exiftool');
      const lines = ['while read -r line; do case "$line" in', '-execute1) echo 13.00; echo "{ready1}" ;;'];
      writeFileSync(killed, ['#!/bin/sh', ...lines, '-execute*) kill -9 $$ ;;', 'esac; done'].join('\n'), {
        mode: 0o755,
      });
      const [path] = await Promise.all([picture('killed.jpg', 'Killed'), picture('other.jpg', 'Other')]);
      await using exiftool = opened({ path: killed });
      const both = [path, join(folder, 'other.jpg')].map((file) => exiftool.readTags(file));
      for (const reading of both) await assert.rejects(reading, { code: 'metadata_tool_killed', retry: 'retry' });
      writeFileSync(killed, '#!/bin/sh\nkill -9 $$\n', { mode: 0o755 });
      await assert.rejects(exiftool.readTags(path), { code: 'metadata_tool_killed' }, 'as it starts, too');
    },
  );

  it('cuts a text of 64 MiB while it arrives, and keeps the other tags', async () => {
    const path = join(folder, 'bomb.png');
    const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const text = Buffer.alloc(64 * 1024 * 1024, 0x78);
    text.write('"quoted" \\ and then ');
    const bomb = pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(text)]));
    writeFileSync(path, Buffer.concat([png.subarray(0, 33), bomb, png.subarray(33)]));
    await using exiftool = opened();
    const before = process.memoryUsage().rss;
    const { tags } = await exiftool.readTags(path);
    assert.equal(tags['PNG:ImageWidth'], 4);
    assert.match(String(tags['PNG:Comment']), /^"quoted" \\ and then x+ \[cut: \d+ bytes\]$/s);
    assert.ok(String(tags['PNG:Comment']).length < 66_000);
    assert.ok(process.memoryUsage().rss - before < 60_000_000);
  });

  it('[I-046] [I-W29] reads with the built-in reader while ExifTool is missing, and comes back by itself', async () => {
    let skippedMs = 0;
    const clock: Clock = { ...systemClock, monotonic: () => systemClock.monotonic() + skippedMs };
    const link = join(folder, 'exiftool.pl');
    const path = await picture('b.jpg', 'Fallen');
    await using exiftool = opened({ path: link, clock });
    await assert.rejects(exiftool.version(), { code: 'metadata_tool_missing' });
    const fallen = await exiftool.readTags(path);
    assert.equal(fallen.method, 'fallback');
    assert.equal(fallen.tags['IFD0:Model'], 'Fallen');
    assert.equal(fallen.tags['ExifIFD:DateTimeOriginal'], '2019:05:04 14:03:21');
    await assert.rejects(exiftool.listEmbedded(path), { code: 'metadata_tool_missing' });
    symlinkSync(bundledExiftool(), link);
    skippedMs = 60_000;
    assert.equal((await exiftool.readTags(path)).method, 'exiftool_fast');
    assert.match(await exiftool.version(), /^\d+\.\d+$/);
  });

  it('[I-045] lists the previews inside a RAW and writes one to a file of any name', async () => {
    const corpus = corpusFolder();
    const raw = corpus ? join(corpus, 'fetched/exiftool__exiftool/t/images/FujiFilm.raf') : await withThumbnail();
    await using exiftool = opened();
    const previews = await exiftool.listEmbedded(raw);
    const [first] = previews;
    assert.ok(first);
    for (const toFile of [join(folder, 'preview.jpg'), join(folder, '100% %f.jpg'), join(folder, 'no-extension')]) {
      await exiftool.extractEmbedded({ path: raw, tag: `${first.group}:${first.tag}`, toFile });
      const bytes = readFileSync(toFile);
      assert.equal(bytes.length, first.bytes);
      assert.deepEqual([...bytes.subarray(0, 2)], [0xff, 0xd8]);
    }
    await assert.rejects(exiftool.extractEmbedded({ path: raw, tag: 'JpgFromRaw', toFile: join(folder, 'x') }), {
      code: 'preview_missing',
    });
    await assert.rejects(exiftool.extractEmbedded({ path: raw, tag: '-ver', toFile: join(folder, 'x') }), {
      code: 'preview_missing',
    });
  });

  it('ends an idle process and starts a new one when it is needed', async () => {
    let wake: (() => void) | undefined;
    const clock: Clock = {
      ...systemClock,
      sleep: (ms, signal) =>
        ms === 30_000 ? new Promise((resolve) => (wake = resolve)) : systemClock.sleep(ms, signal),
    };
    await using exiftool = opened({ clock });
    const path = await picture('c.jpg', 'Idle');
    await exiftool.readTags(path);
    assert.equal(children(), 1);
    wake?.();
    while (children() > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await exiftool.readTags(path)).tags['IFD0:Model'], 'Idle');
  });

  it('gives up a reading whose signal aborts', async () => {
    await using exiftool = opened();
    const path = await picture('d.jpg', 'Aborted');
    await assert.rejects(exiftool.readTags(path, AbortSignal.abort(new Error('stop'))), /stop/);
    const controller = new AbortController();
    const reading = assert.rejects(exiftool.readTags(path, controller.signal), /later/);
    controller.abort(new Error('later'));
    await reading;
  });
});

const children = (): number => process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length;

/** A JPEG with an EXIF thumbnail, made by ExifTool itself. */
async function withThumbnail(): Promise<string> {
  const path = await picture('thumb.jpg', 'Thumb');
  execFileSync('perl', [
    bundledExiftool(),
    '-q',
    '-overwrite_original',
    `-ThumbnailImage<=${await picture('small.jpg', 'Small')}`,
    path,
  ]);
  return path;
}
