import type { JobRow } from '../../src/contract/job.ts';
import type { JobOverview, QueueCounts, QueueView, WorkerView } from '../../src/contract/job-overview.ts';
import { fixtureJobRow, FIXTURE_WORKER } from './fixture-job.ts';
import { FIXED_NOW, fixtureId } from './fixture-library.ts';

const at = (agoMs: number): string => new Date(FIXED_NOW - agoMs).toISOString();
const MINUTE = 60_000;
const NONE: QueueCounts = { ready: 0, delayed: 0, blocked: 0, waiting: 0, running: 0, failed: 0 };

/** How the fixtures' work stands. */
export type WorkState = 'idle' | 'busy' | 'stuck';

function wave(scale: number, from: number): number[] {
  return Array.from({ length: 60 }, (_, i) =>
    i < from ? 0 : Math.round(scale * (0.7 + 0.3 * Math.sin(i / 4) + ((i * 7919) % 13) / 60)),
  );
}

function queue(name: string, part: Partial<QueueView>): QueueView {
  return {
    name,
    heavy: name !== 'upkeep',
    kinds: [],
    counts: NONE,
    paused: null,
    concurrency: null,
    settingsLimit: null,
    window: null,
    perMinute: Array.from({ length: 60 }, () => 0),
    failedPerMinute: Array.from({ length: 60 }, () => 0),
    oldestDueAt: null,
    etaMs: null,
    why: null,
    ...part,
  };
}

const WORKER: WorkerView = {
  id: FIXTURE_WORKER,
  host: 'darkroom',
  pid: 4211,
  state: 'running',
  startedAt: at(94 * MINUTE),
  seenAt: at(1_200),
  stoppedAt: null,
  queues: [],
  lacks: [],
  running: [{ id: fixtureId('jb', 9_000), kind: 'derivative.pictures' }],
  rssBytes: 412_000_000,
  problem: null,
};

const STUCK_WHY = {
  cause: 'no-worker' as const,
  sentence: '15 580 jobs are due, and no worker is alive. The last one, on darkroom, was heard of 4 minutes ago.',
  cure: 'Start one with `supervisor work`, or start Supervisor again.',
  queue: null,
  service: null,
  untilAt: null,
};

function queues(work: WorkState): QueueView[] {
  const busy = work === 'busy';
  const left = work === 'idle' ? NONE : { ...NONE, ready: 11_208, delayed: 2, running: busy ? 3 : 0, failed: 31 };
  return [
    queue('scan', {
      kinds: ['ingest.scan', 'ingest.reconcile'],
      counts: busy ? { ...NONE, running: 1 } : NONE,
      perMinute: wave(1, 52),
    }),
    queue('metadata', {
      kinds: ['ingest.describe', 'ingest.pair'],
      counts: work === 'idle' ? NONE : { ...NONE, ready: 4_372, waiting: 12, failed: 3 },
      paused: busy ? { at: at(6 * MINUTE), by: 'ann', untilAt: at(-9 * MINUTE) } : null,
      perMinute: wave(420, 30).map((n, i) => (i > 53 ? 0 : n)),
      oldestDueAt: work === 'idle' ? null : at(6 * MINUTE),
    }),
    queue('pictures', {
      kinds: ['derivative.pictures'],
      counts: left,
      concurrency: busy ? 3 : null,
      perMinute: wave(340, 28),
      failedPerMinute: Array.from({ length: 60 }, (_, i) => (i % 11 === 5 && i > 28 ? 18 : 0)),
      oldestDueAt: work === 'idle' ? null : at(94_000),
      etaMs: busy ? 32 * MINUTE : null,
      why: work === 'stuck' ? STUCK_WHY : null,
    }),
    queue('upkeep', { kinds: ['jobs.prune', 'events.prune', 'ingest.prune'], counts: { ...NONE, delayed: 3 } }),
  ];
}

function sum(parts: readonly QueueCounts[]): QueueCounts {
  const add = (key: keyof QueueCounts): number => parts.reduce((all, one) => all + one[key], 0);
  return {
    ready: add('ready'),
    delayed: add('delayed'),
    blocked: add('blocked'),
    waiting: add('waiting'),
    running: add('running'),
    failed: add('failed'),
  };
}

function runningRows(): JobRow[] {
  const beat = { workerId: FIXTURE_WORKER, heartbeatAt: at(1_200) };
  return [
    fixtureJobRow(5, {
      ...beat,
      kind: 'ingest.scan',
      queue: 'scan',
      asset: null,
      sessionId: fixtureId('is', 100),
      stage: 'Walk',
      stageAt: at(242_000),
      startedAt: at(244_000),
      done: 7_420,
      total: 12_000,
    }),
    fixtureJobRow(0, { ...beat, stage: 'Decode', stageAt: at(2_100), startedAt: at(2_400) }),
    fixtureJobRow(1, { ...beat, stage: 'Write', stageAt: at(300), startedAt: at(1_900), done: 2, total: 3 }),
    fixtureJobRow(2, {
      ...beat,
      heartbeatAt: at(48_000),
      stage: 'Decode',
      stageAt: at(61_000),
      startedAt: at(62_000),
      attempt: 2,
    }),
  ];
}

/** All work: at rest, at work, or due with nobody to do it. */
export function fixtureOverview(work: WorkState): JobOverview {
  const all = queues(work);
  return {
    at: at(0),
    verdict: work === 'idle' ? 'idle' : work === 'busy' ? 'processing' : 'stalled',
    counts: sum(all.map(({ counts }) => counts)),
    why: work === 'stuck' ? STUCK_WHY : null,
    queues: all,
    workers:
      work === 'stuck'
        ? [{ ...WORKER, state: 'stale', seenAt: at(4 * MINUTE), running: [] }]
        : [
            { ...WORKER, state: work === 'idle' ? 'idle' : 'running', running: work === 'idle' ? [] : WORKER.running },
            { ...WORKER, id: fixtureId('wo', 2), pid: 3977, state: 'stopped', stoppedAt: at(94 * MINUTE), running: [] },
          ],
    running: work === 'busy' ? runningRows() : [],
    services:
      work === 'stuck'
        ? [
            {
              name: 'exiftool',
              state: 'down',
              sinceAt: at(5 * MINUTE),
              failures: 4,
              nextProbeAt: at(-24_000),
              reason: 'It ended with signal SIGKILL three times in a row.',
              jobsWaiting: 212,
            },
          ]
        : [],
    groups:
      work === 'idle'
        ? []
        : [
            {
              id: fixtureId('is', 100),
              kind: 'import',
              title: 'Holiday 2019',
              createdAt: at(244_000),
              jobs: 24_000,
              done: 9_731,
              failed: 3,
              cancelled: 0,
              share: 0.41,
              etaMs: 448_000,
            },
          ],
  };
}
