import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { getSettings } from '../src/cli/find-settings.ts';
import { openLibrary } from '../src/open-library.ts';
import { type CommandEnd, commandLine } from './fixtures/command-line.ts';
import { configuredLibrary } from './fixtures/configured-library.ts';
import { goingProgram } from './fixtures/program.ts';
import { tempFolder } from './fixtures/temp-folder.ts';
import { until } from './fixtures/until.ts';

const flags = (data: string) => ({ data, config: undefined, json: false });

it('[S-121] [S-313] ends a second worker of an exclusive queue with code 0, and says who holds it', async () => {
  await using folder = await tempFolder();
  await using library = await openLibrary(await getSettings(flags(folder.path), {}), 'run');
  await library.work({ queues: ['upkeep'], isExclusive: true });
  const second = await commandLine(['work', '--queues', 'upkeep,pictures', '--json', '--data', folder.path]);
  assert.equal(second.exit, 0);
  const [told] = second.lines;
  assert.deepEqual([told?.['type'], told?.['pid'], told?.['queues']], ['worker_active', process.pid, ['upkeep']]);
});

it('names the queues there are when one is asked for that is not', async () => {
  await using folder = await tempFolder();
  {
    await using _made = await openLibrary(await getSettings(flags(folder.path), {}), 'run');
  }
  const wrong = await commandLine(['work', '--queues', 'picturs', '--data', folder.path]);
  assert.equal(wrong.exit, 1);
  assert.match(wrong.err, /no queue picturs; there are .*pictures/u);
});

it('says that a folder holds no library, and makes none there', async () => {
  await using folder = await tempFolder();
  const mistyped = join(folder.path, 'fotos');
  const { exit, err } = await commandLine(['work', '--data', mistyped]);
  assert.equal(exit, 10);
  assert.match(err, /There is no library in/u);
  assert.equal(existsSync(mistyped), false);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  it(`[S-114] ends the program on ${signal} with code 0, what it ran put back and its state stopped`, async () => {
    await using library = await configuredLibrary({ import: { settleMs: 600_000 } });
    await library.photo('a.jpg');
    await utimes(join(library.photos, 'a.jpg'), new Date(), new Date()); // as if it were being written: it is waited for
    {
      await using made = await openLibrary(await library.found(), 'run');
      await made.startImport({ path: library.photos, mode: 'in-place' });
    }
    using working = goingProgram('work', '--data', library.data);
    const jobs = () => library.rows('select state, attempt, counted_failures from job');
    await until(() => jobs()[0]?.['state'] === 'running');
    working.child.kill(signal);
    assert.deepEqual(await working.exit, [0, null]);
    assert.deepEqual(
      jobs().map((job) => ({ ...job })),
      [{ state: 'ready', attempt: 1, counted_failures: 0 }],
    );
    assert.deepEqual(new Set(states(library.data)), new Set(['stopped']));
  });
}

it('[S-137] stops a worker that is tied to a server, cleanly and saying why, when that server is gone', async () => {
  await using folder = await tempFolder();
  const found = await getSettings(flags(folder.path), {});
  const config = { ...found.config, server: { ...found.config.server, port: 0 } };
  let work: Promise<CommandEnd>;
  {
    await using library = await openLibrary({ ...found, config }, 'run');
    const { url } = await library.serve();
    const live = new URL('health/live', url).href;
    assert.deepEqual(await (await fetch(live)).json(), { ok: true, pid: process.pid });
    work = commandLine(['work', '--tied-to', live, '--probes', '2', '--every', '0.1', '--data', folder.path]);
    await until(() => states(folder.path).includes('idle'));
  }
  const { exit, out } = await work;
  assert.equal(exit, 0);
  assert.match(
    out,
    /^Working for the library.*\nhttp:\S+\/health\/live has failed 2 probes in a row \(ECONN\w+\): this worker stops\.$/mu,
  );
  assert.deepEqual(states(folder.path), ['stopped']);
  assert.match(
    await readFile(join(folder.path, 'logs', 'supervisor.log'), 'utf8'),
    /The server that this worker is tied to is gone/u,
  );
});

/** What the workers of a library say of themselves. */
function states(data: string): readonly unknown[] {
  using database = new DatabaseSync(join(data, 'catalogue.sqlite'), { readOnly: true });
  return database
    .prepare('select state from worker')
    .all()
    .map((row) => row['state']);
}
