import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it } from 'node:test';
import { runServer } from '../src/run-server.ts';
import { runWorker } from '../src/run-worker.ts';
import { configuredLibrary } from './fixtures/configured-library.ts';
import { notRunHere } from './fixtures/not-run-here.ts';
import { mayMount, smallDisk } from './fixtures/small-disk.ts';
import { until } from './fixtures/until.ts';

it('says after an import how many files have problems, and shows them by cause where it says', async () => {
  await using library = await configuredLibrary({});
  const photo = await library.photo('a.jpg');
  await writeFile(join(library.photos, 'torn.jpg'), (await readFile(photo)).subarray(0, 400));
  await writeFile(join(library.photos, 'notes.dat'), 'no media');
  const ended = await library.run('import', library.photos);
  const [said, id = ''] = /^1 file with a problem: [^\n]*\.\nSee supervisor imports (is_\w+)$/mu.exec(ended.out) ?? [];
  assert.deepEqual([ended.exit, said !== undefined], [3, true], ended.out);
  const shown = await library.run('imports', id);
  assert.deepEqual(
    [shown.exit, /^\w+ +1 file, as torn\.jpg.*\n +→ \w.*\n.*2 imported/mu.test(shown.out)],
    [2, true],
    shown.out,
  );
  assert.match(shown.out, /^\w+ +1 file skipped, as notes\.dat\n +→ \w/mu);
  const { lines } = await library.run('imports', '--json');
  assert.deepEqual(
    lines.map(({ type, id: of, problems }) => [type, of, problems]),
    [
      ['import', id, 1],
      ['summary', undefined, undefined],
    ],
  );
});

it('says why an import cannot go on now, and ends with another code than one that is done', async () => {
  await using library = await configuredLibrary({});
  await library.photo('a.jpg');
  assert.equal((await library.run('import', library.photos)).exit, 0);
  await library.photo('b.jpg');
  const database = new DatabaseSync(join(library.data, 'catalogue.sqlite'));
  database.exec('create trigger refuse before insert on asset begin delete from not_now; end');
  const held = await library.run('import', library.photos);
  assert.equal(held.exit, 3, held.out);
  assert.match(
    held.out,
    /photos: (?:Nothing imported yet|1 unchanged).*\nIt cannot go on now: [^\n]*not_now\n +\S.* \(code unexpected\)/u,
  );
  database.exec('drop trigger refuse');
  database.close();
});

it('tells what an import waits for while its queue is paused, alone and beside a running server, and goes on after', async () => {
  await using library = await configuredLibrary({ server: { port: 0 } });
  await library.run('db', 'migrate');
  const paused = async (): Promise<void> => {
    assert.equal((await library.run('jobs', 'pause', 'scan')).exit, 0);
    const said: string[] = [];
    const ended = library.import((text) => said.push(text));
    await until(() => said.some((text) => text.includes('"type":"away"')));
    assert.equal((await library.run('jobs', 'resume', 'scan')).exit, 0);
    const { exit, lines } = await ended;
    assert.equal(exit, 0);
    const [away, back] = lines.filter(({ type }) => type === 'away' || type === 'back');
    assert.deepEqual([away?.['state'], back?.['type']], ['paused', 'back']);
    assert.match(String(away?.['message']), /^\d+ jobs? of scan (?:is|are) due, but the queue was paused by /u);
  };
  await library.photo('alone.jpg');
  await paused();
  await using app = await library.app();
  await using _worker = await runWorker(app);
  await using _server = await runServer(app, (await library.found()).config.server);
  await library.photo('beside.jpg');
  await paused();
});

it('ends with another code than one that is done where a move could not remove its sources', async (test) => {
  if (!mayMount()) return notRunHere(test, 'the right to mount a small volume (root on Linux)');
  await using library = await configuredLibrary({});
  using _card = smallDisk(library.photos, 1_024);
  await library.photo('a.jpg');
  execFileSync('mount', ['-o', 'remount,ro', library.photos]);
  const { exit, out } = await library.run('import', library.photos, '--mode', 'move');
  assert.deepEqual(
    [exit, /1 imported.*\n1 source could not be removed[^\n]*\n.*\(code source_kept\)/u.test(out)],
    [3, true],
    out,
  );
});

it('[M-068] [M-069] keeps past imports with what failed in each beside what worked, newest first', async () => {
  await using library = await configuredLibrary({});
  const photo = await library.photo('a.jpg');
  await writeFile(join(library.photos, 'torn.jpg'), (await readFile(photo)).subarray(0, 400));
  assert.equal((await library.run('import', library.photos)).exit, 3);
  await rm(join(library.photos, 'torn.jpg'));
  await library.photo('b.jpg');
  assert.equal((await library.run('import', library.photos)).exit, 0);
  const { lines } = await library.run('imports', '--json');
  const past = lines.filter(({ type }) => type === 'import');
  assert.deepEqual(
    past.map(({ problems }) => problems),
    [0, 1],
  );
  const first = await library.run('imports', String(past[1]?.['id']));
  assert.match(first.out, /1 file, as torn\.jpg/u);
  assert.match(first.out, /2 imported/u);
});

it('[P-059] keeps a report of each import: phases with their times, files and errors, and the share that went well', async () => {
  await using library = await configuredLibrary({});
  const photo = await library.photo('a.jpg');
  await writeFile(join(library.photos, 'torn.jpg'), (await readFile(photo)).subarray(0, 400));
  await writeFile(join(library.photos, 'notes.dat'), 'no media');
  const [{ id } = {}] = (await library.import()).lines.toReversed();
  const report = async () => {
    const { exit, lines } = await library.run('imports', String(id), '--json');
    assert.equal(exit, 2);
    const phases = lines.filter(({ type }) => type === 'phase');
    return { phases, summary: lines.at(-1) ?? {} };
  };
  const { phases, summary } = await report();
  assert.deepEqual(
    phases.map(({ name, status, done, total, errors }) => [name, status, done, total, errors]),
    [
      ['walk', 'done', 3, 3, 0],
      ['take-in', 'done', 3, 3, 0],
      ['metadata', 'done', 2, 2, 0],
      ['pictures', 'done', 2, 2, 1],
    ],
  );
  for (const { startedAt, endedAt, durationMs } of phases)
    assert.equal(Date.parse(String(endedAt)) - Date.parse(String(startedAt)), durationMs);
  assert.deepEqual([summary['successRate'], summary['problems']], [0.5, 1]);
  assert.ok(phases.every(({ durationMs }) => Number(durationMs) <= Number(summary['durationMs'])));
  const shown = await library.run('imports', String(id));
  assert.match(shown.out, /^Make pictures +done +2 files, 1 error, in \d+ s$/mu);
  assert.match(shown.out, /^50\u202F% of the files without a problem\.$/mu);
});

it('says how many known files are gone, and nothing of it with the next import', async () => {
  await using library = await configuredLibrary({});
  const names = ['a.jpg', 'b.jpg', 'c.jpg'];
  for (const name of names) await library.photo(name);
  assert.equal((await library.run('import', library.photos)).exit, 0);
  for (const name of names.slice(1)) await rm(join(library.photos, name));
  const ended = await library.run('import', library.photos);
  assert.deepEqual([ended.exit, /photos: 1 unchanged, 2 gone;/u.test(ended.out)], [0, true], ended.out);
  assert.match((await library.run('import', library.photos)).out, /photos: 1 unchanged;/u);
});

it('takes no blank name for the folder that it runs in', async () => {
  await using library = await configuredLibrary({});
  assert.equal((await library.run('import', '')).exit, 64);
});

it('[M-002] finishes with the same command what a killed import left to be pictured', async () => {
  await using library = await configuredLibrary({});
  const names = Array.from({ length: 30 }, (_, n) => `${n}.jpg`);
  for (const name of names) await library.photo(name, { width: 300, height: 200 });
  assert.equal((await library.import()).exit, 0);
  const database = new DatabaseSync(join(library.data, 'catalogue.sqlite'));
  database.exec(`update asset set pictures_state = 'waiting'; delete from job where kind = 'derivative.pictures'`);
  database.close();
  const { exit, lines } = await library.import();
  assert.equal(exit, 0);
  const done = lines.filter(({ type }) => type !== 'progress').map(({ type, imported }) => [type, imported]);
  assert.deepEqual(done, [
    ['imported', 30],
    ['summary', 0],
  ]);
  assert.equal(library.rows(`select 1 from asset where pictures_state != 'ready'`).length, 0);
});
