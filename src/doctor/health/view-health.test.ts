import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { AppError } from '../../base/errors.ts';
import { newId } from '../../base/ids.ts';
import type { HealthPart, HealthView } from '../../contract/health.ts';
import type { JobOverview } from '../../contract/job-overview.ts';
import { WorkerId } from '../../contract/ids.ts';
import { defineJob, newJob } from '../../jobs/kind.ts';
import { single } from '../../../test/fixtures/job-kinds.ts';
import { tempFolder } from '../../../test/fixtures/temp-folder.ts';
import { openTestServer, type TestServer } from '../../../test/fixtures/test-server.ts';
import { until } from '../../../test/fixtures/until.ts';
import { DiskHistory } from './disk-history.ts';
import { logPart } from './log-part.ts';
import { ProgressWatch } from './progress-watch.ts';
import { diskPart } from './storage-parts.ts';
import { viewHealth } from './view-health.ts';

const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;

async function healthOf(
  test: TestServer,
): Promise<{ status: number; view: HealthView; part(id: string): HealthPart | undefined }> {
  const reply = await test.server.inject({ url: '/health' });
  const view = reply.json<HealthView>();
  return { status: reply.statusCode, view, part: (id) => view.parts.find((part) => part.id === id) };
}

const OTHER = { host: 'here', bootId: 'b', pid: 7, pidStarted: '1' };

async function addWorker(test: TestServer, host = 'here'): Promise<WorkerId> {
  const id = WorkerId.parse(newId('wo', Date.now()));
  await test.engine.register({ id, ...OTHER, host });
  return id;
}

describe('health', () => {
  it('[S-305, S-306, S-307] tells the whole, its version and each service by its own heartbeat', async () => {
    await using test = await openTestServer();
    await addWorker(test);
    const { status, view } = await healthOf(test);
    assert.deepEqual([status, view.ok, view.state, view.version, view.freshnessMs], [200, true, 'ok', '0.0.0', 30_000]);
    const [pictures] = view.services;
    assert.deepEqual(
      [pictures?.name, pictures?.state, pictures?.running, pictures?.optional],
      ['pictures', 'alive', true, false],
    );
    assert.ok(Date.now() - Date.parse(view.at) < 5_000);
  });

  it('[S-307] [I-026] tells whether a worker scans by the heartbeat of who takes that queue, whatever it is called', async () => {
    await using test = await openTestServer({
      kinds: [defineJob({ ...single, kind: 'ingest.scan', queue: 'walks' })],
    });
    const scans = async () => (await healthOf(test)).view.scanWorkerRunning;
    assert.equal(await scans(), false);
    await test.engine.register({ id: WorkerId.parse(newId('wo', 1)), ...OTHER, queues: ['pictures'] });
    assert.equal(await scans(), false, 'it does other work');
    await test.engine.register({ id: WorkerId.parse(newId('wo', 2)), ...OTHER, queues: ['walks'] });
    await until(scans);
    await test.db
      .updateTable('worker')
      .set({ seen_at_ms: Date.now() - 31_000 })
      .execute();
    await until(async () => !(await scans()));
  });

  it('[S-252, S-305] names the machine that lacks a tool, and says that it is missing only where none has it', async () => {
    await using test = await openTestServer();
    const has = await addWorker(test, 'studio');
    const lacks = await addWorker(test, 'attic');
    const beat = (id: WorkerId, lacking: string[]) =>
      test.engine.seen(id, { state: 'idle', running: [], lacks: lacking });
    await beat(has, []);
    await beat(lacks, ['tool:video']);
    const one = await healthOf(test);
    const part = one.part('machine.attic.tool:video');
    assert.deepEqual([part?.state, part?.title, part?.code], ['warn', 'Machine attic', 'tool_missing']);
    assert.match(part?.detail ?? '', /^It lacks a video tool; other machines do that work$/u);
    assert.equal(one.part('service.tool:video'), undefined);
    await beat(has, ['tool:video']);
    await test.engine.serviceDown('tool:video', 'No video tool works here');
    const all = await healthOf(test);
    assert.equal(all.part('machine.attic.tool:video'), undefined);
    assert.deepEqual(all.part('service.tool:video')?.title, 'Video tool');
    assert.match(all.part('service.tool:video')?.cause ?? '', /attic.*: No video tool works here$/u);
    assert.match(all.part('service.tool:video')?.cause ?? '', /studio/u);
  });

  it('[S-251, S-252, P-094] turns red when due jobs wait for no worker, naming cause and next step', async () => {
    await using test = await openTestServer();
    await test.engine.enqueue([newJob(single, { key: 'a' })]);
    await test.db
      .updateTable('job')
      .set({ run_at_ms: Date.now() - 31_000 })
      .execute();
    const { status, view, part } = await healthOf(test);
    assert.deepEqual([status, view.ok, view.worker], [503, false, 'stalled']);
    assert.deepEqual([part('worker')?.state, part('worker')?.code], ['bad', 'worker_stalled']);
    assert.match(part('worker')?.next ?? '', /supervisor work/u);
    assert.equal(view.parts[0]?.id, 'worker', 'the worst comes first');
    assert.match(part('queue.light')?.cause ?? '', /no worker is alive/u);
  });

  it('[S-381] stays green over work that the settings switch off, whoever is there to do it', async () => {
    await using test = await openTestServer();
    await test.engine.enqueue([newJob(single, { key: 'a' })]);
    await test.engine.keepRunWindows({ light: { hours: null, timeZone: null, whenIdle: false, isOff: true } });
    await test.db
      .updateTable('job')
      .set({ run_at_ms: Date.now() - 31_000 })
      .execute();
    const without = await healthOf(test);
    assert.deepEqual([without.status, without.view.worker, without.part('queue.light')], [200, 'stopped', undefined]);
    await addWorker(test);
    assert.equal((await healthOf(test)).view.worker, 'idle');
    const why = (await test.server.inject('/api/jobs/overview')).json<JobOverview>().why;
    assert.deepEqual([why?.cause, /config preset apply full/u.test(why?.cure ?? '')], ['switched-off', true]);
  });

  it('[S-253, S-308] [S-312] marks a silent worker with the jobs it holds, and one whose database refuses', async () => {
    await using test = await openTestServer();
    const worker = await addWorker(test);
    await test.engine.enqueue([newJob(single, { key: 'a' })]);
    const room = { jobs: 1, cpu: 1, disk: 1, tags: 1 };
    await test.engine.claim({ worker, queues: [{ name: 'light', limit: 1 }], free: room, holds: {}, leaseMs: 60_000 });
    await test.db
      .updateTable('worker')
      .set({ seen_at_ms: Date.now() - 31_000 })
      .execute();
    const { state, code, facts } = (await healthOf(test)).part('heartbeat') ?? {};
    assert.deepEqual([state, code, facts?.['jobs']], ['bad', 'heartbeat_lost', 1]);
    await test.db
      .updateTable('worker')
      .set({ seen_at_ms: Date.now(), state: 'error', error: '{"code":"disk_full","message":"No room"}' })
      .execute();
    const { view, part } = await healthOf(test);
    assert.deepEqual(
      [part('worker')?.code, view.services.find(({ name }) => name === 'light')?.state],
      ['disk_full', 'error'],
    );
  });

  it('[S-306, P-093, P-W33] stays green over what is optional: an offline root and a missing tool only warn', async () => {
    const tool = {
      id: 'tool.ffmpeg',
      title: 'ffmpeg',
      state: 'bad',
      mandatory: false,
      detail: 'not found',
      cure: 'Install it',
    } as const;
    await using test = await openTestServer({
      checks: async () => [tool, { ...tool, id: 'runtime.node', state: 'ok' }],
    });
    await addWorker(test);
    await test.db.updateTable('storage_root').set({ state: 'offline' }).execute();
    const { status, view, part } = await healthOf(test);
    assert.deepEqual([status, view.ok, view.state, part('runtime.node')?.group], [200, true, 'warn', 'tools']);
    assert.deepEqual([part('tool.ffmpeg')?.code, part('tool.ffmpeg')?.next], ['tool_missing', 'Install it']);
    const root = view.parts.find(({ code }) => code === 'root_offline');
    assert.match(root?.next ?? '', /Connect it/u);
    await test.db.updateTable('storage_root').set({ state: 'offline', managed: 1 }).execute();
    assert.equal((await healthOf(test)).status, 503, 'without the managed library nothing can be placed');
  });

  it('[P-093] tells used and free room of a volume, and warns before it is full', () => {
    const folder = { id: 'disk.data', title: 'Room', path: '/data', mandatory: true };
    const stateAt = (freeBytes: number): string => diskPart(folder, { freeBytes, totalBytes: 100 * GIB }).state;
    assert.deepEqual([stateAt(20 * GIB), stateAt(4 * GIB), stateAt(0.4 * GIB)], ['ok', 'warn', 'bad']);
    assert.equal(diskPart(folder, { freeBytes: 25 * GIB, totalBytes: 100 * GIB }).facts['usedPercent'], 75);
    assert.equal(diskPart(folder, undefined).code, 'folder_unusable');
  });

  it('[P-092] says when the log grows too fast', () => {
    const files = (ageMs: number) =>
      [0, 1, 2].map((n) => ({ path: `${n}`, inode: `${n}`, bytes: 10_000_000, changedMs: DAY_MS - n * ageMs }));
    assert.equal(logPart(files(60_000), { keep: 3, nowMs: DAY_MS }).code, 'log_growing');
    assert.equal(logPart(files(3_600_000), { keep: 3, nowMs: DAY_MS }).code, 'ok');
    assert.equal(logPart(files(60_000).slice(1), { keep: 3, nowMs: DAY_MS }).code, 'ok');
  });

  it('[S-305] is told also while the database is away: what is known without it, and how it comes back', async () => {
    await using folder = await tempFolder();
    const view = await viewHealth({
      nowMs: 0,
      about: { version: '0.0.0', startedAtMs: 0, freshMs: 30_000 },
      overview: new AppError('database_away', 'Nobody answers at nas:5432'),
      database: null,
      recent: { lastFailure: undefined, pictures: undefined },
      library: undefined,
      checks: [{ id: 'database', title: 'Database', mandatory: true, state: 'ok', detail: 'as it was', cure: null }],
      folders: [{ id: 'disk.pictures', title: 'Room for pictures', path: folder.path, mandatory: true }],
      roots: [],
      logs: { files: [], keep: 5 },
      progress: new ProgressWatch(),
      versions: {},
      disks: new DiskHistory(join(folder.path, 'disk-history.json')),
    });
    assert.deepEqual([view.ok, view.state, view.worker], [false, 'bad', 'unknown']);
    assert.deepEqual(
      view.parts.map(({ id, code }) => [id, code]),
      [
        ['database', 'database_away'],
        ['disk.pictures', 'ok'],
        ['logs', 'ok'],
      ],
    );
    const { cause, next } = view.parts[0] ?? {};
    assert.ok(cause?.includes('nas:5432') && next?.includes('Start the PostgreSQL server'));
  });

  it('gives a page to a browser and diagnostics with the parts that need a look', async () => {
    await using test = await openTestServer();
    const page = await test.server.inject({ url: '/health', headers: { accept: 'text/html,*/*' } });
    assert.equal(page.json().message, 'The pages are not built: npm run build makes them');
    const { text } = (await test.server.inject('/api/diagnostics')).json();
    const told = JSON.parse(text);
    assert.equal(told.versions.supervisor, '0.0.0');
    assert.equal(told.health.parts.map((part: HealthPart) => part.id).join(), 'worker');
    assert.ok(!text.includes(test.folder), 'no full paths');
  });
});

describe('ProgressWatch', () => {
  it('[S-251, S-107] warns of running jobs that have not moved for ten minutes, and of none that does', async () => {
    await using test = await openTestServer();
    const worker = await addWorker(test);
    await test.engine.enqueue([newJob(single, { key: 'a' })]);
    const room = { jobs: 1, cpu: 1, disk: 1, tags: 1 };
    await test.engine.claim({ worker, queues: [{ name: 'light', limit: 1 }], free: room, holds: {}, leaseMs: 60_000 });
    const { running } = (await test.server.inject({ url: '/api/jobs/overview' })).json<JobOverview>();
    const watch = new ProgressWatch();
    const moved = running.map((job) => ({ ...job, done: 1 }));
    assert.equal(watch.look(running, 0).code, 'ok');
    assert.equal(watch.look(moved, 599_000).code, 'ok');
    assert.equal(watch.look(moved, 1_198_000).code, 'ok');
    const still = watch.look(moved, 1_199_000);
    assert.deepEqual(
      [still.code, still.facts['still'], still.sinceAt],
      ['progress_still', 1, new Date(599_000).toISOString()],
    );
    assert.equal(watch.look([], 1_200_000).code, 'ok');
  });
});
