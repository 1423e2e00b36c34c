import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { bundledExiftool } from '../../../test/fixtures/bundled-exiftool.ts';
import { corpusFolder } from '../../../test/fixtures/corpus.ts';
import { twoColours, writeVideo } from '../../../test/fixtures/make-video.ts';
import { type Clock, systemClock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import { openTestExifTool, taggedPicture } from './test-exiftool.ts';

const folder = mkdtempSync(join(tmpdir(), 'supervisor-exiftool-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const picture = (name: string, model: string): Promise<string> => taggedPicture(join(folder, name), model);

describe('openExifTool', () => {
  it('[I-042] [I-047] [I-S09] [S-057] reads tags with their group as prefix, and says which method and version did it', async () => {
    await using exiftool = openTestExifTool();
    const reading = await exiftool.readTags(await picture('a.jpg', 'One'));
    assert.equal(reading.tags['IFD0:Model'], 'One');
    assert.equal(reading.tags['ExifIFD:DateTimeOriginal'], '2019:05:04 14:03:21');
    assert.equal(reading.method, 'exiftool_fast');
    assert.match(reading.tool, /^ExifTool \d+\.\d+$/);
    await using full = openTestExifTool({ mode: 'full' });
    assert.equal((await full.readTags(join(folder, 'a.jpg'))).method, 'exiftool');
  });

  it('[I-044] [I-W29] [I-W31] answers many calls by few commands, keyed by full path where base names are equal', async () => {
    let commands = 0;
    const clock: Clock = {
      ...systemClock,
      sleep: (ms, signal) => ((commands += ms === 9_999 ? 1 : 0), systemClock.sleep(ms, signal)),
    };
    await using exiftool = openTestExifTool({ clock, timeoutMs: 9_999 });
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
      await using exiftool = openTestExifTool({ path: killed });
      const both = [path, join(folder, 'other.jpg')].map((file) => exiftool.readTags(file));
      for (const reading of both) await assert.rejects(reading, { code: 'metadata_tool_killed', retry: 'retry' });
      writeFileSync(killed, '#!/bin/sh\nkill -9 $$\n', { mode: 0o755 });
      await assert.rejects(exiftool.readTags(path), { code: 'metadata_tool_killed' }, 'as it starts, too');
    },
  );

  it('[I-046] [I-W29] reads with the built-in reader while ExifTool is missing, and comes back by itself', async () => {
    let skippedMs = 0;
    const clock: Clock = { ...systemClock, monotonic: () => systemClock.monotonic() + skippedMs };
    const link = join(folder, 'exiftool.pl');
    const path = await picture('b.jpg', 'Fallen');
    await using exiftool = openTestExifTool({ path: link, clock });
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

  it('tells the times of a film in the zone that this process has', async (t) => {
    const path = join(folder, 'film.mov');
    await writeVideo(path, [{ jpeg: await twoColours('red', 'red'), ms: 100 }]);
    const { TZ } = process.env;
    t.after(() => {
      if (TZ === undefined) delete process.env['TZ'];
      else process.env['TZ'] = TZ;
    });
    process.env['TZ'] = 'Asia/Tokyo';
    await using exiftool = openTestExifTool();
    assert.equal((await exiftool.readTags(path)).tags['QuickTime:CreateDate'], '2024:03:05 21:34:56+09:00');
  });

  it('says why it does not start, so that the cure can be named', { skip: process.platform === 'win32' }, async () => {
    const crashed = join(folder, 'crashed-exiftool');
    writeFileSync(crashed, '#!/bin/sh\necho No such module >&2\nkill -SEGV $$\n', { mode: 0o755 });
    const other = join(folder, 'another-tool');
    writeFileSync(other, '#!/bin/sh\nwhile read -r line; do echo hello; echo "{ready1}"; done\n', { mode: 0o755 });
    const path = process.env['PATH'];
    const whyOf = async (program: string | undefined): Promise<unknown> => {
      await using exiftool = openTestExifTool({ path: program });
      const error = await exiftool.version().catch((thrown: unknown) => thrown);
      return error instanceof AppError ? [error.details['why'], error.message] : error;
    };
    const [wrong, gone] = [join(folder, 'nowhere'), join(folder, 'nowhere.pl')];
    assert.deepEqual(await whyOf(wrong), ['wrong_path', `${wrong} cannot be run as ExifTool`]);
    assert.deepEqual(await whyOf(gone), ['wrong_path', `There is no ExifTool at ${gone}`]);
    assert.deepEqual(await whyOf(other), ['wrong_path', 'What was started is not ExifTool']);
    assert.deepEqual(await whyOf(crashed), ['crashed', 'ExifTool ended as it started: No such module']);
    process.env['PATH'] = folder;
    try {
      assert.deepEqual(await whyOf(undefined), ['no_perl', 'Perl is not installed']);
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('[I-045] lists the previews inside a RAW and writes one to a file of any name', async () => {
    const corpus = corpusFolder();
    const raw = corpus ? join(corpus, 'fetched/exiftool__exiftool/t/images/FujiFilm.raf') : await withThumbnail();
    await using exiftool = openTestExifTool();
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
    await using exiftool = openTestExifTool({ clock });
    const path = await picture('c.jpg', 'Idle');
    await exiftool.readTags(path);
    assert.equal(children(), 1);
    wake?.();
    while (children() > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await exiftool.readTags(path)).tags['IFD0:Model'], 'Idle');
  });

  it('gives up a reading whose signal aborts', async () => {
    await using exiftool = openTestExifTool();
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
