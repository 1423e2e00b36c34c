import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { JobOverview, JobStats } from '../contract/job-overview.ts';
import { isLive } from '../jobs/overview/list-workers.ts';
import type { ApiNeeds } from './api-needs.ts';

/** The delay of the event loop is measured by a timer: at the library's own 10 ms it takes 1 % of a core from an idle server. */
const EVENT_LOOP_LOOK_MS = 500;

/** What `/metrics` tells of requests: seconds, by route pattern and status class. */
const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const VERDICTS = ['processing', 'idle', 'pending', 'stalled', 'stopped', 'unknown'] as const;
/** What has ended is told for these minutes, so that a scrape a minute misses none. */
const STATS_MINUTES = 5;

/**
 * `/metrics` in the text format of Prometheus. Jobs are read when a scrape asks, from indexes on the reading connection;
 * requests are measured as they end. A registry of its own, so that several servers in one process do not mix.
 */
export function metricsRoute(server: FastifyInstance, needs: ApiNeeds): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_LOOK_MS });
  const requests = new Histogram({
    name: 'supervisor_http_request_duration_seconds',
    help: 'Requests that ended, by route and class of status',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS_S,
    registers: [registry],
  });
  server.addHook('onResponse', async (request, reply) => {
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    const route = routeOf(request.routeOptions.url, request.url, reply.statusCode);
    requests.observe({ method: request.method, route, status }, reply.elapsedTime / 1_000);
  });
  const tell = workGauges(registry);
  server.get('/metrics', async (_request, reply) => {
    const activity = await needs.activity.snapshot();
    tell(await needs.overview.view(), await needs.overview.stats(STATS_MINUTES), {
      assets: activity.assets,
      bytes: activity.bytes,
      problems: activity.problems,
    });
    return await reply
      .header('content-type', registry.contentType)
      .header('cache-control', 'no-store')
      .send(await registry.metrics());
  });
}

/** The typed API is one route of the server: its paths are told apart here, without ids. What is not there has no name. */
function routeOf(pattern: string | undefined, url: string, status: number): string {
  if (pattern === undefined || status === 404) return 'none';
  if (pattern !== '/api/*') return pattern;
  const [path = ''] = url.split('?');
  return path.replaceAll(/[a-z]{2}_[0-9a-z]{26}/gu, ':id').replace(/^\/api\/queues\/[^/]+/u, '/api/queues/:name');
}

type LibraryFigures = { readonly assets: number; readonly bytes: number; readonly problems: number };

/** Gauges of the work, set at every scrape. */
function workGauges(registry: Registry): (overview: JobOverview, stats: JobStats, library: LibraryFigures) => void {
  const gauge = (name: string, help: string, labelNames: readonly string[] = []): Gauge =>
    new Gauge({ name: `supervisor_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const jobs = gauge('jobs', 'Jobs by queue and what they do: ready, delayed, blocked, waiting, running, failed', [
    'queue',
    'state',
  ]);
  const oldest = gauge('queue_oldest_due_seconds', 'How long the longest waiting due job waits; 0 = none', ['queue']);
  const paused = gauge('queue_paused', '1 while the queue is paused', ['queue']);
  const finished = gauge('jobs_finished_last_5m', `Attempts that ended in the last ${STATS_MINUTES} minutes`, [
    'queue',
    'kind',
    'outcome',
  ]);
  const wait = gauge('job_wait_mean_seconds', `Mean wait before the start, last ${STATS_MINUTES} minutes`, [
    'queue',
    'kind',
  ]);
  const run = gauge('job_run_mean_seconds', `Mean run time, last ${STATS_MINUTES} minutes`, ['queue', 'kind']);
  const workers = gauge('workers', 'Workers by state', ['state']);
  const heartbeat = gauge(
    'worker_heartbeat_age_seconds',
    'Age of the newest heartbeat of a live worker; absent without one',
  );
  const verdict = gauge('worker_verdict', '1 for the verdict that holds', ['verdict']);
  const services = gauge('service_down', '1 while a service that jobs need is down', ['service']);
  const assets = gauge('library_assets', 'Assets of the library');
  const bytes = gauge('library_bytes', 'Bytes of all originals');
  const problems = gauge('library_problems', 'Assets without pictures or metadata that were to have them');
  return (overview, stats, library) => {
    for (const one of [jobs, oldest, paused, finished, wait, run, workers, heartbeat, services]) one.reset();
    const nowMs = Date.parse(overview.at);
    for (const { name, counts, oldestDueAt, paused: pause } of overview.queues) {
      for (const [state, count] of Object.entries(counts)) jobs.set({ queue: name, state }, count);
      oldest.set({ queue: name }, oldestDueAt === null ? 0 : Math.max(0, nowMs - Date.parse(oldestDueAt)) / 1_000);
      paused.set({ queue: name }, pause === null ? 0 : 1);
    }
    for (const { queue, kind, count, failed, meanWaitMs, meanRunMs } of stats.kinds) {
      finished.set({ queue, kind, outcome: 'failed' }, failed);
      finished.set({ queue, kind, outcome: 'other' }, count - failed);
      if (meanWaitMs !== null) wait.set({ queue, kind }, meanWaitMs / 1_000);
      if (meanRunMs !== null) run.set({ queue, kind }, meanRunMs / 1_000);
    }
    for (const { state } of overview.workers) workers.inc({ state });
    const beats = overview.workers.filter(isLive).map(({ seenAt }) => Date.parse(seenAt));
    if (beats.length > 0) heartbeat.set(Math.max(0, nowMs - Math.max(...beats)) / 1_000);
    for (const one of VERDICTS) verdict.set({ verdict: one }, overview.verdict === one ? 1 : 0);
    for (const { name, state } of overview.services) services.set({ service: name }, state === 'down' ? 1 : 0);
    assets.set(library.assets);
    bytes.set(library.bytes);
    problems.set(library.problems);
  };
}
