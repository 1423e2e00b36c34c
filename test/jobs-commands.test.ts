import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { type App, openApp } from '../src/app.ts';
import { newId } from '../src/base/ids.ts';
import { getSettings } from '../src/cli/find-settings.ts';
import { WorkerId } from '../src/contract/ids.ts';
import { inTransaction } from '../src/db/transaction.ts';
import { newJob } from '../src/jobs/kind.ts';
import { keepSchedules } from '../src/jobs/ledger/schedules.ts';
import { openLibrary } from '../src/open-library.ts';
import { type CommandEnd, commandLine } from './fixtures/command-line.ts';
import { noteOnce } from './fixtures/job-kinds.ts';
import { tempFolder } from './fixtures/temp-folder.ts';

const SWEEP = 'derivative.sweep';

/** A library with two failed jobs, one that waits, and the command line on it. */
async function withJobs(): Promise<AsyncDisposable & { run(...words: string[]): Promise<CommandEnd>; folder: string }> {
  const folder = await tempFolder();
  const { paths, file } = await getSettings({ data: folder.path, config: undefined, json: false }, {});
  await using app = await openApp({ paths, configFile: file, env: {}, isHolder: true });
  await app.engine.enqueue([1, 2].map((n) => newJob(noteOnce, { n, ms: 0 })));
  await failAll(app);
  await app.engine.enqueue([newJob(noteOnce, { n: 3, ms: 0 })]);
  const daily = { key: SWEEP, kind: SWEEP, input: {}, cron: '17 4 * * *', timeZone: null };
  await inTransaction(app.db, (tx) => keepSchedules(tx, [daily], Date.now()));
  return {
    run: (...words) => commandLine([...words, '--data', folder.path]),
    folder: folder.path,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function failAll({ engine }: App): Promise<void> {
  const worker = WorkerId.parse(newId('wo', Date.now()));
  await engine.register({ id: worker, host: 'here', bootId: 'b', pid: 1, pidStarted: '1' });
  const free = { jobs: 8, cpu: 8, disk: 8, tags: 8 };
  const ask = { worker, queues: [{ name: 'light', limit: 8 }], free, holds: {}, leaseMs: 30_000 };
  const error = { code: 'disk_full', message: 'No room', class: 'dependency' } as const;
  await engine.settle((await engine.claim(ask)).map(({ lease }) => ({ lease, failed: error })));
  await engine.seen(worker, { state: 'stopped', running: [] });
}

describe('supervisor jobs', () => {
  it('[S-376, S-096] lists, retries, cancels and prunes from the command line, by filter or by id', async () => {
    await using library = await withJobs();
    const listed = await library.run('jobs', 'list', '--state', 'failed', '--json');
    const [first] = listed.lines;
    assert.deepEqual([listed.lines.length, first?.['type'], first?.['state']], [3, 'job', 'failed']);
    const retried = await library.run('jobs', 'retry', String(first?.['id']));
    assert.match(retried.out, /^1 job will start again\.\nTake it back: supervisor jobs undo ch_\w+\n$/u);
    assert.match((await library.run('jobs', 'undo', retried.out.trim().split(' ').at(-1)!)).out, /^Taken back: 1 job/u);
    assert.equal((await library.run('jobs', 'retry', String(first?.['id']))).exit, 0);
    assert.match((await library.run('jobs', 'retry', '--code', 'disk_full')).out, /^1 job /u);
    assert.equal((await library.run('jobs', 'retry', '--all')).exit, 2, 'none is left');
    assert.match((await library.run('jobs', 'cancel', '--queue', 'light')).out, /^3 jobs cancelled/u);
    assert.match((await library.run('jobs', 'prune', '--dry-run')).out, /^3 jobs would be removed/u);
    assert.match((await library.run('jobs', 'prune', '--state', 'cancelled', '--keep', '1')).out, /^2 jobs removed/u);
    assert.equal((await library.run('jobs', 'list')).out.split('\n').length, 3);
  });

  it('[S-095] says with --dry-run how many it would meet, and changes nothing', async () => {
    await using library = await withJobs();
    assert.match((await library.run('jobs', 'retry', '--all', '--dry-run')).out, /^2 jobs would start again/u);
    assert.match((await library.run('jobs', 'cancel', '--all', '--dry-run')).out, /^1 job would be cancelled/u);
    assert.match(
      (await library.run('jobs', 'priority', '5', '--all', '--dry-run')).out,
      /^1 job would get priority 5/u,
    );
    const { lines } = await library.run('jobs', 'list', '--json');
    const states = lines.filter(({ type }) => type === 'job').map(({ state, priority }) => [state, priority]);
    const newestFirst = ['ready', 'failed', 'failed'];
    assert.deepEqual(
      states,
      newestFirst.map((state) => [state, 100]),
    );
  });

  it('moves waiting jobs in their queue, by filter or by id', async () => {
    await using library = await withJobs();
    const moved = await library.run('jobs', 'priority', '5', '--queue', 'light', '--json');
    const [{ change, ...summary } = {}] = moved.lines;
    assert.deepEqual(summary, { type: 'summary', jobs: 1, priority: 5, dryRun: false });
    assert.match(String(change), /^ch_/u);
    const [waiting] = (await library.run('jobs', 'list', '--state', 'ready', '--json')).lines;
    assert.equal(waiting?.['priority'], 5);
    assert.match(
      (await library.run('jobs', 'priority', '900', String(waiting?.['id']))).out,
      /^1 job got priority 900/u,
    );
    assert.equal((await library.run('jobs', 'priority', '2000', '--all')).exit, 64);
  });

  it('[S-090, S-095] says with --dry-run that a cap would refuse to do finished jobs again', async () => {
    await using library = await withJobs();
    const { paths, file } = await getSettings({ data: library.folder, config: undefined, json: false }, {});
    await writeFile(file, 'jobs:\n  caps:\n    total: 1\n');
    await using app = await openApp({ paths, configFile: file, env: {}, isHolder: true });
    await app.db.updateTable('job').set({ state: 'done' }).where('state', '=', 'failed').execute();
    const dry = await library.run('jobs', 'retry', '--state', 'done', '--dry-run');
    assert.match(
      dry.out,
      /^2 jobs would start again, but .*\(queue_full\): At most 1 job .*\(jobs\.caps\.total\).*\n {2}→/u,
    );
    assert.equal(dry.exit, 2);
    const told = await library.run('jobs', 'retry', '--state', 'done');
    assert.match(told.err, /queue_full/u);
  });

  it('[S-376] takes a change back by the id that it was answered with', async () => {
    await using library = await withJobs();
    const cancelled = await library.run('jobs', 'cancel', '--all');
    const change = /supervisor jobs undo (ch_\w+)\n$/u.exec(cancelled.out)?.[1];
    assert.ok(change, cancelled.out);
    const undone = await library.run('jobs', 'undo', change);
    assert.deepEqual([undone.exit, undone.out], [0, 'Taken back: 1 job.\n']);
    assert.equal((await library.run('jobs', 'undo', change)).exit, 2);
    assert.equal((await library.run('jobs', 'undo', 'something')).exit, 64);
  });

  it('[S-106] lists what comes back by the clock in words, pauses it, and does it now all the same', async () => {
    await using library = await withJobs();
    const list = async () => (await library.run('jobs', 'schedules')).out;
    assert.match(await list(), /^derivative\.sweep +Sweep pictures: Every day at 04:17; next in \d.*; not run yet$/mu);
    assert.match((await library.run('jobs', 'schedules', 'pause', SWEEP)).out, /^derivative\.sweep is paused/u);
    assert.match(
      (await library.run('jobs', 'schedules', 'run', SWEEP)).out,
      /^Sweep pictures is in line now\.\nSee supervisor jobs show jb_/u,
    );
    assert.match(await list(), /^derivative\.sweep .*; paused; last 0 s ago$/mu);
    assert.match((await library.run('jobs', 'list', '--kind', SWEEP)).out, /ready/u);
    assert.match((await library.run('jobs', 'schedules', 'resume', SWEEP)).out, /goes on/u);
    assert.equal((await library.run('jobs', 'schedules', 'run')).exit, 64);
    assert.match((await library.run('jobs', 'schedules', 'pause', 'nothing')).err, /schedule_not_found/u);
  });

  it('changes nothing where neither jobs nor a filter are named, or both', async () => {
    await using library = await withJobs();
    const none = await library.run('jobs', 'cancel');
    assert.deepEqual([none.exit, /--all/u.test(none.err)], [64, true]);
    const both = await library.run('jobs', 'retry', newId('jb', 1), '--queue', 'light');
    assert.equal(both.exit, 64);
    assert.equal((await library.run('jobs', 'show', newId('jb', 1))).exit, 1);
  });

  it('[S-251, S-106] shows one job with its reason and attempts, and says why nothing runs', async () => {
    await using library = await withJobs();
    const [failed] = (await library.run('jobs', 'list', '--state', 'failed', '--json')).lines;
    const shown = await library.run('jobs', 'show', String(failed?.['id']));
    assert.match(shown.out, /disk_full: No room\n {2}→ Free space/u);
    assert.match(shown.out, /attempt 1 .* failed \(disk_full\)/u);
    const stats = await library.run('jobs', 'stats');
    assert.match(stats.out, /1 job of light is due, but no worker is alive/u);
    assert.match(stats.out, /disk_full +2 jobs/u);
  });

  it('pauses and resumes a queue, by itself after a time', async () => {
    await using library = await withJobs();
    assert.match((await library.run('jobs', 'pause', 'light', '--minutes', '30')).out, /^light is paused until 20/u);
    const [why] = (await library.run('jobs', 'stats', '--json')).lines;
    assert.deepEqual([why?.['cause'], why?.['type']], ['paused', 'why']);
    assert.match(String(why?.['sentence']), /paused by command line/u);
    assert.match((await library.run('jobs', 'resume', 'light')).out, /^light goes on; 1 job of it due/u);
  });

  it('ends a watch when nothing is left, with 2 where jobs failed', async () => {
    await using library = await withJobs();
    await library.run('jobs', 'cancel', '--all');
    const watched = await library.run('jobs', 'watch', '--until-idle', '--json');
    assert.deepEqual([watched.exit, watched.lines.length], [2, 1]);
  });

  it('asks the server where one runs, and takes its word for errors', async () => {
    await using library = await withJobs();
    const found = await getSettings({ data: library.folder, config: `${library.folder}/none.yaml`, json: false }, {});
    await using server = await openLibrary(
      { ...found, config: { ...found.config, server: { ...found.config.server, port: 0 } } },
      'run',
    );
    await server.serve();
    assert.match((await library.run('jobs', 'retry', '--all')).out, /^2 jobs/u);
    const missing = await library.run('jobs', 'show', newId('jb', 1));
    assert.match(missing.err, /job_not_found/u);
  });
});

describe('a database of an older version', () => {
  it('[S-101] is said to need its migration, instead of an error of SQL', async () => {
    await using library = await withJobs();
    const database = new DatabaseSync(join(library.folder, 'catalogue.sqlite'));
    database.exec('delete from schema_migration where id = (select max(id) from schema_migration)');
    database.close();
    const listed = await library.run('jobs', 'list');
    assert.deepEqual(
      [listed.exit, /migration_needed/u.test(listed.err), /db migrate/u.test(listed.err)],
      [1, true, true],
    );
  });
});

describe('supervisor incidents', () => {
  it('[S-294] says what failed today as a text to pass on', async () => {
    await using library = await withJobs();
    const told = await library.run('incidents');
    assert.match(told.out, /^P\d disk_full · .*No room.*\n20[\d-]+: 1 cause\.\n$/u);
    const { exit, lines } = await library.run('incidents', '--day', '2020-01-01', '--json');
    assert.deepEqual([exit, lines], [0, [{ type: 'summary', day: '2020-01-01', incidents: 0 }]]);
  });
});

describe('supervisor health', () => {
  it('[S-306] ends with 0 while what is mandatory works, and with 10 where no library is', async () => {
    await using library = await withJobs();
    const { exit, lines } = await library.run('health', '--json');
    assert.equal(exit, 0);
    const failures = lines.find(({ id }) => id === 'failures');
    assert.deepEqual([failures?.['state'], failures?.['code']], ['warn', 'jobs_failed']);
    assert.deepEqual([lines.at(-1)?.['type'], lines.at(-1)?.['ok']], ['summary', true]);
    await using empty = await tempFolder();
    assert.equal((await commandLine(['health', '--data', empty.path])).exit, 10);
  });
});
