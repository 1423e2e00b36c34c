import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ToolProbe } from '../src/doctor/check-tools.ts';
import { diskPart, roomOf } from '../src/doctor/health/storage-parts.ts';
import { commandLine } from './fixtures/command-line.ts';
import { notRunHere } from './fixtures/not-run-here.ts';
import { mayMount, smallDisk } from './fixtures/small-disk.ts';
import { tempFolder } from './fixtures/temp-folder.ts';

const IDS: readonly ToolProbe['id'][] = ['exiftool', 'sharp', 'magick', 'node-av', 'ffmpeg'];
/** What the tools would answer; those named here do not work. */
const probesWithout = (...broken: readonly ToolProbe['id'][]) => {
  return async (): Promise<readonly ToolProbe[]> =>
    IDS.map((id) => ({ id, found: broken.includes(id) ? { problem: 'not found' } : { version: '1.0' } }));
};

describe('supervisor doctor', () => {
  it('[S-264] tries the real tools and prints a line a check, with versions', async () => {
    await using folder = await tempFolder();
    await writeFile(join(folder.path, 'config.yaml'), 'server:\n  port: 0\n');
    const { exit, lines } = await commandLine(['doctor', '--json', '--data', folder.path]);
    const checks = lines.filter(({ type }) => type === 'check');
    assert.deepEqual(
      checks.filter(({ state, mandatory }) => state === 'bad' && mandatory === true),
      [],
    );
    assert.equal(exit, 0);
    for (const id of [
      'runtime.node',
      'runtime.sqlite',
      'config',
      'folder.data',
      'folder.space',
      'database',
      'port',
      'tool.sharp',
      'tool.exiftool',
      'tool.video',
    ]) {
      assert.ok(
        checks.some((check) => check['id'] === id),
        id,
      );
    }
    assert.match(String(checks.find(({ id }) => id === 'tool.sharp')?.['detail']), /sharp \d/);
    assert.deepEqual(await readdir(folder.path), ['config.yaml']);
  });

  it(
    'names the cure that fits why ExifTool does not work: Perl is asked for only where it lacks',
    { skip: process.platform === 'win32' },
    async () => {
      await using folder = await tempFolder();
      const tool = join(folder.path, 'exiftool');
      const cureOf = async (): Promise<string> => {
        const { lines } = await commandLine(['doctor', '--json', '--data', folder.path]);
        return String(lines.find(({ id }) => id === 'tool.exiftool')?.['cure']);
      };
      await writeFile(join(folder.path, 'config.yaml'), `server:\n  port: 0\nmetadata:\n  exiftool: ${tool}\n`);
      assert.match(await cureOf(), /^Correct metadata\.exiftool/u);
      await writeFile(tool, '#!/bin/sh\nkill -9 $$\n', { mode: 0o755 });
      assert.match(await cureOf(), /want of memory/u);
      await writeFile(tool, '#!/bin/sh\necho "Can not locate strict.pm" >&2; exit 2\n');
      assert.match(await cureOf(), /^Run `npm ci` again; if it still ends/u);
    },
  );

  it('[S-349] says of a folder that cannot be made that it cannot', async () => {
    const { exit, lines } = await commandLine(['doctor', '--json', '--data', '/proc/supervisor']);
    const data = lines.find(({ id }) => id === 'folder.data');
    assert.deepEqual([exit, data?.['state']], [1, 'bad']);
    assert.match(String(data?.['detail']), /^\/proc\/supervisor: it cannot be made in \/proc$/u);
    assert.ok(!JSON.stringify(lines).includes('will be made'));
  });

  it('misses a settings file only where one was named', async () => {
    await using folder = await tempFolder();
    const settings = async (...more: string[]) => {
      const words = ['doctor', '--json', '--data', folder.path, ...more];
      const { lines } = await commandLine(words, { probeTools: probesWithout() });
      const { state, detail, cure } = lines.find(({ id }) => id === 'config') ?? {};
      return [state, String(detail).endsWith(': all defaults'), /config init/u.test(String(cure))];
    };
    assert.deepEqual(await settings(), ['ok', true, false]);
    const named = ['--config', join(folder.path, 'mine.yaml')];
    assert.deepEqual(await settings(...named), ['warn', true, true]);
    assert.equal((await commandLine(['config', 'init', ...named])).exit, 0);
    assert.deepEqual(await settings(...named), ['ok', false, false]);
  });

  it('[S-266] ends with 20 only where neither the bundled video library nor ffmpeg works', async () => {
    await using folder = await tempFolder();
    const words = ['doctor', '--data', folder.path];
    const none = await commandLine(words, { probeTools: probesWithout('node-av', 'ffmpeg') });
    assert.equal(none.exit, 20);
    assert.match(none.out, /missing {2}Video: no video tool works; pictures do\n +→ .*apt-get install ffmpeg/);
    assert.equal((await commandLine(words, { probeTools: probesWithout('node-av') })).exit, 0);
    assert.equal((await commandLine(words, { probeTools: probesWithout('ffmpeg') })).exit, 0);
  });

  it('[S-349] names every hard stopper with its cure and ends with 1', async () => {
    await using folder = await tempFolder();
    const { exit, out } = await commandLine(['doctor', '--data', folder.path], {
      probeTools: probesWithout('exiftool', 'sharp'),
    });
    assert.equal(exit, 1);
    assert.match(out, /missing {2}Metadata: ExifTool and Perl: not found\n +→ Install Perl/);
    assert.match(out, /missing {2}Pictures: sharp: not found\n +→ Run `npm ci`/);
  });

  it('[S-358] tells missing inodes from missing room', async (test) => {
    if (!mayMount()) return notRunHere(test, 'the right to mount a small volume (root on Linux)');
    await using folder = await tempFolder();
    using _disk = smallDisk(folder.path, 16_384, 1); // the folder itself has it
    const { exit, lines } = await commandLine(['doctor', '--json', '--data', folder.path], {
      probeTools: probesWithout(),
    });
    const space = lines.find(({ id }) => id === 'folder.space');
    assert.match(String(space?.['detail']), /^No room for another file, though .* all inodes are used$/u);
    assert.match(String(space?.['cure']), /df -i/u);
    assert.equal(exit, 1);
    const room = await roomOf(folder.path);
    const part = diskPart({ id: 'folder.data', title: 'Data', path: folder.path, mandatory: true }, room);
    assert.deepEqual([part.state, part.code, /inodes/u.test(part.cause ?? '')], ['bad', 'disk_full', true]);
  });

  it('[S-358] names the folder that cannot be written', async () => {
    await using folder = await tempFolder();
    await writeFile(join(folder.path, 'derivatives'), 'a file where a folder belongs');
    const { exit, lines } = await commandLine(['doctor', '--json', '--data', folder.path], {
      probeTools: probesWithout(),
    });
    const check = lines.find(({ id }) => id === 'folder.derivatives');
    assert.equal(check?.['state'], 'bad');
    assert.ok(String(check?.['detail']).includes(join(folder.path, 'derivatives')));
    assert.equal(exit, 1);
  });

  it('says when the port is taken and when the settings are wrong', async () => {
    await using folder = await tempFolder();
    await using server = createServer();
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await mkdir(folder.path, { recursive: true });
    await writeFile(join(folder.path, 'config.yaml'), `server:\n  port: ${port}\n`);
    const taken = await commandLine(['doctor', '--data', folder.path], { probeTools: probesWithout() });
    assert.equal(taken.exit, 0);
    assert.match(taken.out, /warn {5}Port: 127\.0\.0\.1:\d+ is in use/);
    await writeFile(join(folder.path, 'config.yaml'), 'sever: {}\n');
    const wrong = await commandLine(['doctor', '--data', folder.path], { probeTools: probesWithout() });
    assert.equal(wrong.exit, 1);
    assert.match(wrong.out, /missing {2}Settings: .*config\.yaml:1: sever: .*nearest is server/);
  });
});

describe('supervisor selftest', () => {
  it('[S-361] imports a made picture and a made film and proves metadata, pictures, video, generation data, log and WAL', async () => {
    await using folder = await tempFolder();
    const { exit, lines } = await commandLine(['selftest', '--json', '--data', folder.path]);
    assert.deepEqual(
      lines.filter(({ type, state }) => type === 'proof' && state !== 'ok'),
      [],
    );
    assert.deepEqual(
      lines.filter(({ type }) => type === 'proof').map(({ name }) => name),
      ['import', 'metadata', 'generation data', 'pictures', 'video', 'log', 'database'],
    );
    assert.equal(exit, 0);
    assert.deepEqual(await readdir(folder.path), []);
  });

  it('[S-362] ends with 2 where only the video part was skipped', async () => {
    const { exit, lines } = await commandLine(['selftest', '--json'], {
      probeTools: probesWithout('node-av', 'ffmpeg'),
    });
    assert.equal(lines.find(({ name }) => name === 'video')?.['state'], 'skipped');
    assert.equal(exit, 2);
  });

  it('[S-362] ends at once and says so where pictures cannot be decoded', async () => {
    const { exit, err } = await commandLine(['selftest'], {
      probeTools: probesWithout('sharp'),
      openLibrary: () => assert.fail('nothing is opened'),
    });
    assert.equal(exit, 1);
    assert.match(err, /picture library does not work: not found[\s\S]*picture_tool_missing/);
  });
});
