import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { it } from 'node:test';
import { openLibrary } from '../src/open-library.ts';
import { type ConfiguredLibrary, configuredLibrary } from './fixtures/configured-library.ts';
import { until } from './fixtures/until.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- replies are looked into as they are
type Reply = any;

/** What is asked for one stream, and what has to be told there. */
interface Stream {
  readonly what: string;
  readonly at: string;
  holds(reply: Reply, worker: string): boolean;
}

/** Where that is told which others keep in files of their own: a file a service, a lock, a heartbeat. */
const STREAMS: readonly Stream[] = [
  {
    what: 'output of workers and what they did (worker out, worker events, spawn logs)',
    at: '/api/logs?component=worker',
    holds: ({ rows }, worker) => rows.some((line: Reply) => line.worker === worker && line.message === 'A worker runs'),
  },
  {
    what: 'output of one worker (per-service out and err)',
    at: '/api/logs?worker=WORKER',
    holds: ({ rows }, worker) => rows.length > 0 && rows.every((line: Reply) => line.worker === worker),
  },
  {
    what: 'errors of workers and services (worker err, service errors), by their job',
    at: '/api/logs?job=JOB',
    holds: ({ rows }) => rows.length > 0 && rows.every((line: Reply) => typeof line.job === 'string'),
  },
  {
    what: 'errors of the system',
    at: '/api/logs?level=error&component=start',
    holds: ({ rows }) => rows.some((line: Reply) => line.code === 'port_in_use'),
  },
  {
    what: 'what went wrong on a day',
    at: '/api/incidents',
    holds: ({ incidents }) => incidents.some((one: Reply) => one.code === 'port_in_use'),
  },
  {
    what: 'locks, launcher and last start of workers: who, since when, last seen',
    at: '/api/jobs/overview',
    holds: ({ workers }, worker) =>
      workers.some(
        (one: Reply) =>
          one.id === worker && one.pid === process.pid && Date.parse(one.startedAt) <= Date.parse(one.seenAt),
      ),
  },
  {
    what: 'heartbeat of the runtime and light status',
    at: '/api/jobs/status',
    holds: ({ worker }) => worker.live === 1 && Date.parse(worker.lastHeartbeatAt) > 0,
  },
  {
    what: 'heartbeat and state of each service (scan, metadata, pictures, upkeep)',
    at: '/api/health',
    holds: ({ services }) =>
      ['scan', 'metadata', 'pictures', 'upkeep'].every((name) =>
        services.some((one: Reply) => one.name === name && one.running && one.lastHeartbeatAt !== null),
      ),
  },
  {
    what: 'state of what lies outside and is needed (service status)',
    at: '/api/jobs/overview',
    holds: ({ services }) => Array.isArray(services),
  },
  {
    what: 'jobs of a service',
    at: '/api/jobs?queue=pictures',
    holds: ({ rows }) => rows.length > 0 && rows.every((job: Reply) => job.queue === 'pictures'),
  },
  {
    what: 'errors of jobs',
    at: '/api/jobs/failures',
    holds: ({ groups }) => groups.length > 0,
  },
  {
    what: 'what was taken in (ingest)',
    at: '/api/imports/SESSION/items',
    holds: ({ rows }) => rows.length === 2,
  },
];

it('[S-324] tells every stream somewhere: of workers, services, heartbeats, locks, ingest, errors', async () => {
  await using library = await configuredLibrary({ server: { port: 0 } });
  const photo = await library.photo('a.jpg');
  await writeFile(join(library.photos, 'torn.jpg'), (await readFile(photo)).subarray(0, 400));
  await failToStart(library);
  await using running = await openLibrary(await library.found(), 'run');
  await running.work();
  const { url } = await running.serve();
  const get = async (path: string): Promise<Reply> => (await fetch(new URL(path, url))).json();
  const session = await running.startImport({ path: library.photos, mode: 'in-place' });
  await until(async () => (await running.importView(session.id)).state === 'done');
  await until(async () => (await get('/api/jobs/overview')).counts.running === 0);
  const { workers } = await get('/api/jobs/overview');
  const worker: string = workers[0].id;
  const failed = await get('/api/jobs?state=failed');
  for (const { what, at, holds } of STREAMS) {
    const path = at.replace('WORKER', worker).replace('SESSION', session.id).replace('JOB', failed.rows[0]?.id);
    const reply = await get(path);
    assert.ok(holds(reply, worker), `${what}: ${path} ${JSON.stringify(reply).slice(0, 2_000)}`);
  }
});

/** A start at whose port another program listens. */
async function failToStart(library: ConfiguredLibrary): Promise<void> {
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const ended = await library.run('start', '--port', String(port));
  other.close();
  assert.equal(ended.exit, 1);
}
