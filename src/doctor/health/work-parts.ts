import { countOf } from '../../contract/count-words.ts';
import { durationText } from '../../contract/duration-words.ts';
import type { HealthPart, HealthService } from '../../contract/health.ts';
import { helpFor } from '../../contract/errors.ts';
import { diskUse, isTool, serviceWord } from '../../contract/need-words.ts';
import type { JobOverview, QueueView, WorkerView } from '../../contract/job-overview.ts';
import { diskOf } from '../../jobs/decide-failure.ts';
import { isLive } from '../../jobs/overview/list-workers.ts';
import { healthPart, type Trouble } from './health-part.ts';
import type { RecentWork } from './recent-work.ts';

const START = 'Start one: supervisor start, or supervisor work';

/** Workers, heartbeats, queues, services and failures of the overview. */
export function workParts(overview: JobOverview, recent: RecentWork): HealthPart[] {
  return [
    workerPart(overview),
    heartbeatPart(overview),
    ...overview.queues.flatMap(queuePart),
    ...overview.services.flatMap((service) => servicePart(service, overview.workers)),
    ...machineParts(overview),
    failuresPart(overview, recent),
    latencyPart(recent),
  ];
}

/** A background service a queue: whether a live worker takes its jobs, by that worker's own heartbeat. */
export function servicesOf(overview: JobOverview): HealthService[] {
  return overview.queues.map((queue) => {
    const serving = overview.workers.filter(({ queues }) => queues.length === 0 || queues.includes(queue.name));
    const live = serving.filter(isLive);
    const beats = serving.map(({ seenAt }) => seenAt).sort();
    return {
      name: queue.name,
      optional: !queue.heavy,
      running: live.length > 0,
      state: stateOf(queue, live, serving),
      lastHeartbeatAt: beats.at(-1) ?? null,
    };
  });
}

function stateOf(
  queue: QueueView,
  live: readonly WorkerView[],
  serving: readonly WorkerView[],
): 'busy' | 'alive' | 'error' | 'stale' | 'stopped' {
  if (live.length === 0) return serving.some(({ state }) => state === 'stale') ? 'stale' : 'stopped';
  if (live.every(({ state }) => state === 'error')) return 'error';
  return queue.counts.running > 0 ? 'busy' : 'alive';
}

function workerPart({ verdict, workers, counts }: JobOverview): HealthPart {
  const part = healthPart({ id: 'worker', title: 'Worker', group: 'work', mandatory: true });
  const live = workers.filter(isLive);
  const facts = { verdict, live: live.length, running: counts.running, due: counts.ready };
  const inError = live.find(({ state }) => state === 'error');
  if (inError) {
    const { code, message } = inError.problem ?? { code: 'worker_error', message: 'Its database refuses' };
    return part.bad({ code, detail: 'A worker cannot work', cause: message, next: helpFor(code) }, facts);
  }
  if (verdict === 'stalled') {
    return part.bad(
      {
        code: 'worker_stalled',
        detail: `${countOf(counts.ready, 'job is', 'jobs are')} due and no live worker takes them`,
        cause: 'No worker is alive, or none takes these queues',
        next: START,
      },
      facts,
    );
  }
  if (verdict === 'stopped' || verdict === 'unknown') {
    return part.warn(
      {
        code: 'no_worker',
        detail: 'No worker is alive; nothing waits for one',
        cause: workers.some(({ state }) => state === 'stale')
          ? 'The last one is silent, see Heartbeats'
          : 'It was stopped, or never started',
        next: START,
      },
      facts,
    );
  }
  return part.ok(`${live.length} alive, ${countOf(counts.running, 'job runs', 'jobs run')}`, facts);
}

function heartbeatPart({ workers, running }: JobOverview): HealthPart {
  const part = healthPart({ id: 'heartbeat', title: 'Heartbeats', group: 'work', mandatory: false });
  const stale = workers.filter(({ state }) => state === 'stale');
  const orphans = running.filter((job) => stale.some(({ id }) => id === job.workerId));
  const facts = { workers: workers.length, stale: stale.length, jobs: orphans.length };
  const [first] = stale;
  if (!first) return part.ok('All fresh', facts);
  const trouble: Trouble = {
    code: 'heartbeat_lost',
    detail: `${countOf(stale.length, 'worker is', 'workers are')} silent, with ${countOf(orphans.length, 'running job')}`,
    cause: `The worker on ${first.host} (process ${first.pid}) was killed, hangs, or has lost the database`,
    next: 'Its jobs are taken back by themselves; restart it if it does not come back',
    sinceMs: Date.parse(first.seenAt),
  };
  return orphans.length > 0 ? part.bad(trouble, facts) : part.warn(trouble, facts);
}

/** Only a queue that has something to say has a line. */
function queuePart(queue: QueueView): HealthPart[] {
  const part = healthPart({ id: `queue.${queue.name}`, title: `Queue ${queue.name}`, group: 'work', mandatory: false });
  const facts = { ...queue.counts };
  if (queue.paused) {
    return [
      part.warn(
        {
          code: 'queue_paused',
          detail: `Paused by ${queue.paused.by}, ${countOf(queue.counts.ready, 'job is', 'jobs are')} due`,
          cause: `${queue.paused.by} paused it`,
          next: 'Resume the queue',
          action: { id: 'resume-queue', name: queue.name },
          sinceMs: Date.parse(queue.paused.at),
        },
        facts,
      ),
    ];
  }
  const { why, counts, oldestDueAt } = queue;
  const isFine = why === null || why.cause === 'about-to-start' || why.cause === 'switched-off';
  if (isFine || counts.ready === 0 || counts.running > 0) return [];
  const sinceMs = oldestDueAt === null ? null : Date.parse(oldestDueAt);
  const trouble = {
    code: 'queue_idle',
    detail: why.sentence,
    cause: why.sentence,
    next: why.cure ?? 'It goes on by itself',
    sinceMs,
  };
  return [part.warn(trouble, facts)];
}

/** What is away and waited for. Storage roots have lines of their own. */
function servicePart(service: JobOverview['services'][number], workers: readonly WorkerView[]): HealthPart[] {
  const { name, state, sinceAt, reason, jobsWaiting } = service;
  if (state === 'up' || name.startsWith('root:')) return [];
  const isDisk = name.startsWith(diskOf(''));
  const title = isDisk ? `Disk ${diskUse(name)}` : titleOf(name);
  const part = healthPart({ id: `service.${name}`, title, group: 'work', mandatory: false });
  const waiting = `${countOf(jobsWaiting, 'job waits', 'jobs wait')} for it`;
  const facts = { jobsWaiting };
  const known = { cause: reason ?? 'It does not answer', sinceMs: Date.parse(sinceAt) };
  if (isTool(name)) {
    const hosts = hostsThatLack(name, workers);
    const detail = `No machine at work has ${serviceWord(name)}; ${waiting}`;
    const cause = hosts.length === 0 ? known.cause : `${hosts.join(', ')}: ${known.cause}`;
    return [part.warn({ ...known, code: 'tool_missing', detail, cause, next: INSTALL }, facts)];
  }
  const words = isDisk
    ? { code: 'disk_full', detail: `Full; ${waiting}`, next: 'Free space on it; the jobs go on by themselves' }
    : { code: 'service_down', detail: `Down; ${waiting}`, next: 'Bring it back; the jobs go on by themselves' };
  return [part.warn({ ...words, ...known }, facts)];
}

const INSTALL = 'Install it on one of the machines, see `supervisor doctor` there; the jobs go on by themselves';

/** Machines that lack what others have: the library works, they do not help with all of it. */
function machineParts({ workers, services }: JobOverview): HealthPart[] {
  const down = new Set(services.flatMap(({ name, state }) => (state === 'down' ? [name] : [])));
  // which roots a machine sees is as it was set up; work that so has no machine is told by its queue
  const lacked = [...new Set(workers.filter(isLive).flatMap(({ lacks }) => lacks))].filter(
    (name) => isTool(name) && !down.has(name),
  );
  return lacked.flatMap((name) =>
    hostsThatLack(name, workers).map((host) => {
      const part = healthPart({
        id: `machine.${host}.${name}`,
        title: `Machine ${host}`,
        group: 'work',
        mandatory: false,
      });
      return part.warn({
        code: 'tool_missing',
        detail: `It lacks ${serviceWord(name)}; other machines do that work`,
        cause: `No worker on ${host} finds one`,
        next: `Install it there if ${host} is to help with it, too; \`supervisor doctor\` there says how`,
      });
    }),
  );
}

/** Machines of which no live worker has it. */
function hostsThatLack(service: string, workers: readonly WorkerView[]): readonly string[] {
  const live = Map.groupBy(workers.filter(isLive), ({ host }) => host);
  return [...live].filter(([, own]) => own.every(({ lacks }) => lacks.includes(service))).map(([host]) => host);
}

function titleOf(service: string): string {
  const word = serviceWord(service).replace(/^a /u, '');
  return isTool(service) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

function failuresPart({ counts }: JobOverview, { lastFailure }: RecentWork): HealthPart {
  const part = healthPart({ id: 'failures', title: 'Failed jobs', group: 'work', mandatory: false });
  if (counts.failed === 0) return part.ok('None', { failed: 0 });
  return part.warn(
    {
      code: 'jobs_failed',
      detail: `${countOf(counts.failed, 'job')} failed`,
      cause: lastFailure ? `The last: ${lastFailure.problem.message}` : 'See them grouped by error on the jobs page',
      next: 'Mend the cause, then retry the group, or ignore it',
      action: { id: 'open-jobs', name: null },
    },
    {
      failed: counts.failed,
      lastCode: lastFailure?.problem.code ?? null,
      lastKind: lastFailure?.kind ?? null,
      lastAt: lastFailure?.at ?? null,
    },
  );
}

/** How soon a picture is there that is asked for. */
function latencyPart({ pictures }: RecentWork): HealthPart {
  const part = healthPart({ id: 'previews', title: 'Preview latency', group: 'work', mandatory: false });
  if (!pictures) return part.ok('None was made within the hour', { count: 0, waitMs: null, runMs: null });
  const { count, waitMs, runMs } = pictures;
  const text = `${countOf(count, 'attempt')} within the hour: ${durationText(runMs)} each, after ${durationText(waitMs)} in line`;
  return part.ok(text, { count, waitMs: Math.round(waitMs), runMs: Math.round(runMs) });
}
