import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openLog } from '../../config/open-log.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { LogTail } from './follow-log.ts';
import { readLog } from './read-log.ts';

const settings = { level: 'debug', maxMiB: 0.01, keep: 5 } as const;
const MANY = 200;

/** Some 30 KiB of lines: three files. */
function writeMany(folder: string): void {
  const open = openLog(folder, settings);
  const log = open.log.child({ component: 'jobs' });
  for (let n = 0; n < MANY; n++) log.info({ n, job: `jb_${n % 10}`, attempt: 1, text: 'ü'.repeat(20) }, `Line ${n}`);
  open.log
    .child({ component: 'api' })
    .error({ error: Object.assign(new Error('No'), { code: 'disk_full' }) }, 'Broken');
  void open[Symbol.asyncDispose]();
}

describe('readLog', () => {
  it('[S-327, P-060] shows lines of all rotated files, newest first, each once over its pages', async () => {
    await using folder = await tempFolder();
    writeMany(folder.path);
    const seen: string[] = [];
    for (let cursor: string | undefined, done = false; !done;) {
      const page = await readLog(folder.path, {}, { limit: 33, cursor });
      seen.push(...page.rows.map(({ message }) => message));
      cursor = page.next;
      done = cursor === undefined;
      assert.ok(page.bytes > 25_000);
    }
    assert.deepEqual(seen, ['Broken', ...Array.from({ length: MANY }, (_, n) => `Line ${MANY - 1 - n}`)]);
  });

  it('[S-332, P-060] narrows by level, component, job and text, and finds the code in an error', async () => {
    await using folder = await tempFolder();
    writeMany(folder.path);
    const page = { limit: 500, cursor: undefined };
    const [broken, ...others] = (await readLog(folder.path, { level: 'warn' }, page)).rows;
    assert.deepEqual([broken?.code, broken?.component, others.length], ['disk_full', 'api', 0]);
    const ofJob = await readLog(folder.path, { job: 'jb_3', component: 'jobs' }, page);
    assert.equal(ofJob.rows.length, MANY / 10);
    assert.deepEqual([ofJob.rows[0]?.job, ofJob.rows[0]?.attempt], ['jb_3', 1]);
    assert.deepEqual((await readLog(folder.path, { search: 'line 17 ' }, page)).rows, []);
    assert.equal((await readLog(folder.path, { search: 'LINE 177' }, page)).rows.length, 1);
    assert.deepEqual(ofJob.components, ['api', 'jobs']);
  });

  it('goes on after new lines and a rotation where the page before ended', async () => {
    await using folder = await tempFolder();
    writeMany(folder.path);
    const first = await readLog(folder.path, {}, { limit: 5, cursor: undefined });
    writeMany(folder.path);
    const second = await readLog(folder.path, {}, { limit: 5, cursor: first.next });
    assert.equal(first.rows.at(-1)?.message, 'Line 196');
    assert.equal(second.rows[0]?.message, 'Line 195');
  });

  it('passes over what a crash cut', async () => {
    await using folder = await tempFolder();
    writeMany(folder.path);
    await appendFile(join(folder.path, 'supervisor.log'), '{"level":"info","time":"2026-01-01T00:0');
    const page = await readLog(folder.path, {}, { limit: 1, cursor: undefined });
    assert.equal(page.rows[0]?.message, 'Broken');
    assert.deepEqual((await readLog(join(folder.path, 'none'), {}, { limit: 1, cursor: undefined })).rows, []);
  });
});

describe('LogTail', () => {
  it('[S-332] gives each new line once, over a rotation too, and halves of lines when they are whole', async () => {
    await using folder = await tempFolder();
    await using open = openLog(folder.path, settings);
    await using tail = new LogTail(folder.path);
    open.log.info({}, 'Before');
    assert.deepEqual(await tail.look({}), []);
    const seen: string[] = [];
    for (let n = 0; n < MANY; n++) {
      open.log.info({ n, text: 'x'.repeat(100) }, `Line ${n}`);
      if (n % 20 === 0) seen.push(...(await tail.look({})).map(({ message }) => message));
    }
    for (let quiet = 0; quiet < 3;) {
      const lines = await tail.look({});
      quiet = lines.length === 0 ? quiet + 1 : 0;
      seen.push(...lines.map(({ message }) => message));
    }
    assert.deepEqual(
      seen,
      Array.from({ length: MANY }, (_, n) => `Line ${n}`),
    );
    const whole = '{"level":"warn","time":"2026-01-01T00:00:00.000Z","message":"Late"}\n';
    await appendFile(join(folder.path, 'supervisor.log'), whole.slice(0, 30));
    assert.deepEqual(await tail.look({}), []);
    await appendFile(join(folder.path, 'supervisor.log'), whole.slice(30));
    assert.deepEqual(
      (await tail.look({ level: 'warn' })).map(({ message }) => message),
      ['Late'],
    );
  });
});
