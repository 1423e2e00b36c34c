import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { AppError, hasCode } from '../base/errors.ts';
import { openLog } from './open-log.ts';
import { RotatingFile } from './rotating-file.ts';
import { Config } from './schema.ts';

const settings = Config.parse({}).logs;

async function readLines(file: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(file, 'utf8');
  assert.ok(text.endsWith('\n'));
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function readAll(folder: string): Promise<Record<string, unknown>[]> {
  const lines = [];
  for (const name of await readdir(folder)) lines.push(...(await readLines(join(folder, name))));
  return lines;
}

describe('openLog', () => {
  it('[S-116] [S-329] writes one object a line with level word, ISO time, fields and message', async () => {
    await using folder = await tempFolder();
    const open = openLog(folder.path, settings);
    open.log.child({ component: 'ingest' }).info({ job: 'jb_1', attempt: 2, code: 'busy' }, 'tried');
    await open[Symbol.asyncDispose]();
    const [line] = await readLines(open.file);
    const { time, ...rest } = line!;
    assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const fields = { level: 'info', pid: process.pid, component: 'ingest', job: 'jb_1', attempt: 2, code: 'busy' };
    assert.deepEqual(rest, { ...fields, message: 'tried' });
  });

  it('keeps a line whole whatever is in a file name, and a field from taking the place of the message', async () => {
    await using folder = await tempFolder();
    const open = openLog(folder.path, settings);
    const path = 'a\nb\u2028"c\u0000{}\\\ud800.jpg';
    open.log.warn({ path, message: 'not this', level: 'x' }, 'odd\nname');
    await open[Symbol.asyncDispose]();
    const lines = await readLines(open.file);
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.['message'], 'odd\nname');
    assert.equal(lines[0]?.['level'], 'warn');
    assert.equal(lines[0]?.['message_'], 'not this');
  });

  it('[M-W27] [S-331] redacts secrets by the name of their field at every depth, in errors and child fields too', async () => {
    await using folder = await tempFolder();
    const open = openLog(folder.path, settings);
    const error = new AppError('busy', 'no', { details: { token: 'hunter2' }, cause: new Error('why') });
    const headers = { Authorization: 'hunter2', 'set-cookie': ['hunter2'], 'X-Api-Key': 'hunter2' };
    const log = open.log.child({ password: 'hunter2' });
    log.error({ error, request: { headers }, list: [{ clientSecret: 'hunter2' }], tokens: 5 }, 'failed');
    await open[Symbol.asyncDispose]();
    const text = await readFile(open.file, 'utf8');
    assert.ok(!text.includes('hunter2'));
    assert.ok(text.includes('"tokens":5') && text.includes('"code":"busy"') && text.includes('"why"'));
  });

  it('[S-331] writes no media content, and no password of an address, wherever it stands', async () => {
    await using folder = await tempFolder();
    const open = openLog(folder.path, settings);
    const url = 'postgres://ann:hunter2@nas:5432/photos?password=hunter2';
    const error = new AppError('database_away', `Nobody answers at ${url}`, { cause: new Error(`No ${url}`) });
    const bytes = Buffer.from('/9j/4AAQSkZJRgABAQ', 'base64');
    open.log.error({ error, url, picture: bytes, list: [new Uint8Array(bytes)] }, `Cannot reach ${url}`);
    await open[Symbol.asyncDispose]();
    const text = await readFile(open.file, 'utf8');
    assert.ok(!text.includes('hunter2') && text.includes('postgres://ann:…@nas:5432/photos'), text);
    assert.equal(text.split(`[${bytes.length} bytes]`).length, 3);
    assert.ok(!text.includes('JFIF') && !text.includes(bytes.toString('base64')) && !text.includes(String([...bytes])));
  });

  it('leaves out lines below the level, which changes at once for logs already made', async () => {
    await using folder = await tempFolder();
    const open = openLog(folder.path, settings);
    const child = open.log.child({ component: 'x' });
    child.debug({}, 'not written');
    open.setLevel('debug');
    child.debug({}, 'written');
    await open[Symbol.asyncDispose]();
    assert.deepEqual(
      (await readLines(open.file)).map(({ message }) => message),
      ['written'],
    );
  });

  it('[S-358] [S-323] names the trouble when its folder cannot be made', async () => {
    await using folder = await tempFolder();
    await writeFile(join(folder.path, 'file'), '');
    const open = () => openLog(join(folder.path, 'file', 'logs'), settings);
    assert.throws(open, (error) => hasCode(error, 'file_missing'));
  });

  it('has every line on disk when the process is killed right after', async () => {
    await using folder = await tempFolder();
    const script = `
      import { openLog } from '${new URL('open-log.ts', import.meta.url).href}';
      const { log } = openLog(${JSON.stringify(folder.path)}, ${JSON.stringify(settings)});
      for (let n = 0; n < 500; n++) log.info({ n }, 'line');
      process.kill(process.pid, 'SIGKILL');`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' });
    await once(child, 'exit');
    assert.equal((await readAll(folder.path)).length, 500);
  });
});

describe('rotation', () => {
  it('[S-328] [P-061] keeps the newest lines without a gap, never more files or bytes than allowed, across restarts', async () => {
    await using folder = await tempFolder();
    const limits = { ...settings, maxMiB: 0.02, keep: 5 };
    for (let start = 0; start < 3; start++) {
      const open = openLog(folder.path, limits);
      for (let n = 0; n < 1_000; n++) open.log.info({ n: start * 1_000 + n }, 'a line like others');
      await open[Symbol.asyncDispose]();
    }
    const names = (await readdir(folder.path)).sort();
    assert.deepEqual(names, [
      'supervisor.1.log',
      'supervisor.2.log',
      'supervisor.3.log',
      'supervisor.4.log',
      'supervisor.log',
    ]);
    for (const name of names) assert.ok((await stat(join(folder.path, name))).size <= 0.02 * 1_048_576);
    const numbers = (await readAll(folder.path)).map(({ n }) => Number(n)).sort((a, b) => a - b);
    assert.equal(numbers.at(-1), 2_999);
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => numbers[0]! + index),
    );
    const fewer = openLog(folder.path, { ...limits, keep: 2 });
    await fewer[Symbol.asyncDispose]();
    assert.deepEqual((await readdir(folder.path)).sort(), ['supervisor.1.log', 'supervisor.log']);
  });

  it('loses no line when two processes write and rotate one log', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'supervisor.log');
    const limits = { maxBytes: 300_000, keep: 50 };
    using first = new RotatingFile(file, limits);
    using second = new RotatingFile(file, limits);
    for (let n = 0; n < 5_000; n++) {
      const text = `${JSON.stringify({ n, filling: 'x'.repeat(200) })}\n`;
      (n % 3 === 0 ? first : second).write(text);
    }
    const numbers = (await readAll(folder.path)).map(({ n }) => Number(n)).sort((a, b) => a - b);
    assert.deepEqual(
      numbers,
      Array.from({ length: 5_000 }, (_, n) => n),
    );
    assert.ok((await readdir(folder.path)).length >= 4);
  });

  it('[P-061] [M-W37] rotates in one process at a time, loses nothing meanwhile, and is not held up by one that was killed', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'supervisor.log');
    const mark = `${file}.rotating`;
    await writeFile(mark, '');
    using log = new RotatingFile(file, { maxBytes: 500, keep: 3 });
    const write = (from: number): void => {
      for (let n = from; n < from + 10; n++) log.write(`${JSON.stringify({ n, filling: 'x'.repeat(80) })}\n`);
    };
    write(0);
    assert.deepEqual((await readdir(folder.path)).sort(), ['supervisor.log', 'supervisor.log.rotating']);
    assert.equal((await readLines(file)).length, 10);
    await utimes(mark, 0, 0);
    write(10);
    assert.ok((await readdir(folder.path)).includes('supervisor.1.log'));
    const numbers = (await readAll(folder.path)).map(({ n }) => Number(n)).sort((a, b) => a - b);
    const from = numbers[0]!;
    assert.deepEqual(
      numbers,
      Array.from({ length: 20 - from }, (_, at) => from + at),
      'the newest, without a gap',
    );
  });

  it('does not stop the program when the disk refuses, and tells later how many lines were lost', async () => {
    await using folder = await tempFolder();
    const logs = join(folder.path, 'logs');
    await mkdir(logs);
    using log = new RotatingFile(join(logs, 'supervisor.log'), { maxBytes: 200, keep: 3 });
    const line = `${JSON.stringify({ filling: 'x'.repeat(120) })}\n`;
    log.write(line);
    await rm(logs, { recursive: true });
    for (let n = 0; n < 7; n++) log.write(line);
    await mkdir(logs);
    log.write(line);
    const lost = (await readAll(logs)).map((entry) => entry['lost']);
    assert.deepEqual(lost.filter(Number.isInteger), [7]);
  });

  it('writes nothing after it was closed', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'supervisor.log');
    const log = new RotatingFile(file, { maxBytes: 1_000, keep: 2 });
    log.write('one\n');
    log[Symbol.dispose]();
    log.write('two\n');
    assert.equal(await readFile(file, 'utf8'), 'one\n');
  });
});
