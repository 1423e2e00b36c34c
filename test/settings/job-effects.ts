import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pruneJobs } from '../../src/jobs/upkeep.ts';
import { backUpDatabase } from '../../src/jobs/back-up-database.ts';
import { runJob } from '../../src/jobs/run-job.ts';
import { runWorker } from '../../src/run-worker.ts';
import { workerNeeds } from '../../src/worker-needs.ts';
import { type ConfiguredLibrary, configuredLibrary } from '../fixtures/configured-library.ts';
import { filesBelow } from '../fixtures/files-below.ts';
import { postgresPlace } from '../fixtures/test-database.ts';
import { until } from '../fixtures/until.ts';
import type { Effects } from './effects.ts';

const DAY_MS = 86_400_000;

/** How jobs run, are kept and come back. */
export const jobEffects: Effects = {
  'jobs.engine': async () => {
    await using place = await postgresPlace();
    await using library = await configuredLibrary({ jobs: { engine: 'pg-boss' } });
    const refused = await library.import();
    assert.equal(refused.exit, 1);
    assert.match(refused.out, /pg-boss needs a PostgreSQL database/);
    await library.configure({ database: { url: place.file }, jobs: { engine: 'pg-boss' } });
    await library.photo('a.jpg');
    assert.equal((await library.import()).exit, 0);
    const { exit, out } = await library.run('db', 'status');
    assert.equal(exit, 0);
    assert.match(out, /pg-boss {2}schema \d+, 0 jobs not yet offered, 0 rows too many/);
  },
  'jobs.leaseMs': async () => {
    await using library = await configuredLibrary({ jobs: { leaseMs: 3_000_000 } });
    await library.photo('a.jpg');
    assert.equal((await library.run('db', 'migrate')).exit, 0);
    noteLeases(library);
    assert.equal((await library.import()).exit, 0);
    const leases = library.rows('select ms from noted_lease').map(({ ms }) => Number(ms));
    assert.ok(leases.length > 0 && leases.every((ms) => ms >= 3_000_000), leases.join());
  },
  'jobs.heartbeatMs': async () => {
    await using library = await configuredLibrary({ jobs: { heartbeatMs: 500 } });
    await using app = await library.app();
    await using _worker = await runWorker(app);
    const seen = (): number => Number(library.rows('select seen_at_ms - started_at_ms as ms from worker')[0]?.['ms']);
    let firstMs = 0;
    await until(() => (firstMs = seen()) > 0);
    assert.ok(firstMs < 4_000); // by itself after 5 s
  },
  'jobs.limits': async () => {
    await using library = await configuredLibrary({ jobs: { limits: { 'derivative.pictures': 1 } } });
    for (let i = 0; i < 6; i++) await library.photo(`${i}.jpg`, { width: 1_200, height: 900 });
    await library.import();
    assert.equal(library.mostAtOnce('derivative.pictures'), 1);
    await library.configure({ jobs: { limits: { pictures: 2 } } });
    await using app = await library.app();
    const { queues } = await app.overview.view();
    assert.equal(queues.find(({ name }) => name === 'pictures')?.settingsLimit, 2);
  },
  'jobs.hours': async () => {
    const stored = await windowOf({ hours: { pictures: '22:00-06:00' } });
    assert.deepEqual([stored['hours'], stored['whenIdle']], ['22:00-06:00', false]);
  },
  'jobs.whenIdle': async () => {
    const stored = await windowOf({ whenIdle: ['pictures'] });
    assert.deepEqual([stored['hours'], stored['whenIdle']], [null, true]);
  },
  'jobs.keepDoneDays': () => keeps('done', 'keepDoneDays'),
  'jobs.keepCancelledDays': () => keeps('cancelled', 'keepCancelledDays'),
  'jobs.keepFailedDays': () => keeps('failed', 'keepFailedDays'),
  'jobs.keepEnded': async () => {
    await using library = await configuredLibrary({ jobs: { keepEnded: 2 } });
    assert.equal(await prunedTo(library, ['done', 'done', 'failed', 'done'], 0), 2);
  },
  'schedules.timeZone': async () => {
    const zone = async (timeZone: string): Promise<unknown> => (await scheduled({ timeZone, upkeep: '0 12 * * *' }))[0];
    assert.notDeepEqual(await zone('Asia/Tokyo'), await zone('America/New_York'));
  },
  'schedules.reconcile': () => comesBack('reconcile', 'ingest.reconcile'),
  'schedules.upkeep': () => comesBack('upkeep', 'jobs.prune'),
  'schedules.rescan': () => comesBack('rescan', 'ingest.rescan'),
  'schedules.backup': () => comesBack('backup', 'database.backup'),
  'schedules.perDay': async () => {
    await using library = await configuredLibrary({ schedules: { perDay: { 'ingest.reconcile': 5 } } });
    await using app = await library.app();
    await using _worker = await runWorker(app);
    const { out } = await library.run('jobs', 'schedules');
    assert.match(out, /^ingest\.reconcile +Find missed work: Every 10 minutes; 0 of at most 5 today; next in /mu);
    assert.match(out, /^jobs\.prune +Tidy jobs: Every day at 03:15; next in /mu);
  },
  'schedules.keepBackups': async () => {
    await using library = await configuredLibrary({ schedules: { keepBackups: 2 } });
    await using app = await library.app();
    const needs = workerNeeds(app);
    for (let i = 0; i < 4; i++) await runJob(backUpDatabase, { input: {}, needs });
    assert.equal(filesBelow(join(library.data, 'backups')).length, 2);
  },
};

/** Has the database itself note the lease of each job that starts: a look from outside may come too late. */
function noteLeases({ data }: ConfiguredLibrary): void {
  const database = new DatabaseSync(join(data, 'catalogue.sqlite'));
  database.exec(`
    create table noted_lease (ms integer);
    create trigger note_lease after update of lease_until_ms on job when new.state = 'running' and old.state <> 'running'
    begin insert into noted_lease values (new.lease_until_ms - new.started_at_ms); end`);
  database.close();
}

/** Ended jobs of two ages: with a shorter time of keeping the older goes. */
async function keeps(state: string, key: string): Promise<void> {
  for (const [days, left] of [
    [1, 0],
    [3_650, 1],
  ] as const) {
    await using library = await configuredLibrary({ jobs: { [key]: days } });
    assert.equal(await prunedTo(library, [state], 200), left, `${key} ${days}`);
  }
}

async function prunedTo(library: ConfiguredLibrary, states: readonly string[], daysAgo: number): Promise<number> {
  await using app = await library.app();
  const database = new DatabaseSync(join(library.data, 'catalogue.sqlite'));
  const atMs = Date.now() - daysAgo * DAY_MS;
  for (const [i, state] of states.entries()) {
    database
      .prepare(
        `insert into job (id, queue, kind, state, priority, run_at_ms, max_attempts, payload, created_at_ms, finished_at_ms)
         values (?, 'test', 'test', ?, 100, ?, 1, '{}', ?, ?)`,
      )
      .run(`jb_${i}`, state, atMs, atMs, atMs);
  }
  database.close();
  await runJob(pruneJobs, { input: {}, needs: workerNeeds(app) });
  return Number(library.rows(`select count(*) as jobs from job where kind = 'test'`)[0]?.['jobs']);
}

/** The hours of the queue of pictures that every claim keeps to, by these settings. */
async function windowOf(jobs: object): Promise<Record<string, unknown>> {
  await using library = await configuredLibrary({ jobs });
  await using app = await library.app();
  await using _worker = await runWorker(app);
  const [row] = library.rows(`select run_window from job_queue where name = 'pictures'`);
  return JSON.parse(String(row?.['run_window'])) as Record<string, unknown>;
}

/** When upkeep comes next, by these schedules. */
async function scheduled(schedules: object): Promise<readonly Record<string, unknown>[]> {
  await using library = await configuredLibrary({ schedules });
  await using app = await library.app();
  await using _worker = await runWorker(app);
  return library.rows(`select next_run_at_ms from job_schedule where key = 'jobs.prune'`);
}

async function comesBack(key: string, kind: string): Promise<void> {
  await using library = await configuredLibrary({ schedules: { [key]: '7 4 * * 2' } });
  await using app = await library.app();
  await using _worker = await runWorker(app);
  assert.equal(library.rows(`select cron from job_schedule where key = '${kind}'`)[0]?.['cron'], '7 4 * * 2');
}
