import type { JobAttemptView, JobRow, JobView, WhyNot } from '../../src/contract/job.ts';
import { FIXED_NOW, fixtureId } from './fixture-library.ts';

const at = (agoMs: number): string => new Date(FIXED_NOW - agoMs).toISOString();
const MINUTE = 60_000;

/** The worker that does the fixtures' work. */
export const FIXTURE_WORKER = fixtureId('wo', 1);

const CRASHED = {
  code: 'decoder_crashed',
  message: 'The decoder ended with signal SIGSEGV while it read /photos/2026/Lisbon/DSCF_8923.JPG',
  cause: 'transient' as const,
  help: 'A decoder died on this file; the file is probably damaged.',
};

/** One job in a list, half-way done. */
export function fixtureJobRow(n: number, part: Partial<JobRow> = {}): JobRow {
  return {
    id: fixtureId('jb', 9_000 + n),
    kind: 'derivative.pictures',
    queue: 'pictures',
    state: 'running',
    priority: 100,
    attempt: 1,
    maxAttempts: 3,
    done: 0,
    total: null,
    stage: null,
    stageAt: null,
    blockedOn: null,
    problem: null,
    ignored: false,
    cancelRequested: false,
    workerId: null,
    heartbeatAt: null,
    asset: { id: fixtureId('as', 5_000_000 - n), name: `DSCF_${9000 - n}.RAF` },
    sessionId: null,
    groupId: null,
    createdAt: at(20 * MINUTE),
    runAt: at(20 * MINUTE),
    startedAt: null,
    finishedAt: null,
    ...part,
  };
}

const STAGES = [
  { name: 'Look at the file', startMs: 0, durationMs: 38 },
  { name: 'Embedded preview', startMs: 38, durationMs: 214 },
  { name: 'Decode', startMs: 252, durationMs: 1_480 },
];

function attempt(n: number, part: Partial<JobAttemptView>): JobAttemptView {
  return {
    attempt: n,
    workerId: FIXTURE_WORKER,
    worker: { host: 'darkroom', pid: 4211 },
    startedAt: at((14 - n * 2) * MINUTE),
    endedAt: at((14 - n * 2) * MINUTE - 1_800),
    durationMs: 1_800,
    outcome: 'retry',
    problem: CRASHED,
    stages: STAGES,
    facts: { tool: 'sharp 0.35.5', decoder: 'magick-wasm 0.0.43', route: 'embedded, then decode', limitMb: 400 },
    ...part,
  };
}

const WHY: WhyNot = {
  cause: 'retry-later',
  sentence: 'It failed and is tried again.',
  cure: null,
  queue: 'pictures',
  service: null,
  untilAt: null,
};

const BASE = {
  payload: { assetId: fixtureId('as', 4_999_923), sizes: ['grid', 'square', 'preview'] },
  result: null,
  uniqueKey: fixtureId('as', 4_999_923),
  countedFailures: 0,
  lost: 0,
  parents: [],
  children: [],
};

/** One job with its whole life, in a state. */
export function fixtureJob(state: 'failed' | 'running' | 'scheduled'): JobView {
  const row = fixtureJobRow(77, {
    state,
    attempt: state === 'running' ? 1 : state === 'failed' ? 3 : 2,
    problem: state === 'running' ? null : CRASHED,
    startedAt: at(state === 'running' ? 4_000 : 8 * MINUTE),
    finishedAt: state === 'failed' ? at(8 * MINUTE - 1_800) : null,
    runAt: state === 'scheduled' ? at(-42_000) : at(20 * MINUTE),
    stage: state === 'running' ? 'Decode' : null,
    stageAt: state === 'running' ? at(2_000) : null,
    workerId: state === 'running' ? FIXTURE_WORKER : null,
    heartbeatAt: state === 'running' ? at(1_200) : null,
    ...(state === 'running' ? { done: 2, total: 3 } : {}),
    sessionId: fixtureId('is', 103),
  });
  const failed = [1, 2].map((n) => attempt(n, {}));
  const attempts = {
    failed: [...failed, attempt(3, { outcome: 'failed' })],
    scheduled: failed,
    running: [
      attempt(1, {
        startedAt: at(4_000),
        endedAt: null,
        durationMs: null,
        outcome: null,
        problem: null,
        stages: STAGES.slice(0, 2),
      }),
    ],
  }[state];
  return {
    ...row,
    ...BASE,
    countedFailures: state === 'failed' ? 3 : state === 'scheduled' ? 2 : 0,
    attempts,
    events: attempts.flatMap((one, i) => eventsOf(one, i * 4)),
    why: { ...WHY, untilAt: state === 'scheduled' ? row.runAt : null },
    actions: state === 'failed' ? ['retry', 'ignore'] : state === 'running' ? ['cancel'] : ['cancel', 'hold'],
  };
}

function eventsOf(one: JobAttemptView, from: number): JobView['events'] {
  const event = { attempt: one.attempt, at: one.startedAt, data: null };
  const lines: JobView['events'] = [
    { ...event, seq: from + 1, type: 'log', level: 'debug', text: 'Decoding with magick-wasm 0.0.43' },
    {
      ...event,
      seq: from + 2,
      type: 'log',
      level: 'info',
      text: 'Embedded preview JpgFromRaw is 640 × 480: too small',
    },
    { ...event, seq: from + 3, type: 'log', level: 'warn', text: 'The decoder used 380 of 400 MB' },
  ];
  if (one.endedAt === null) return lines;
  const text = `Failed: ${CRASHED.message}`;
  return [...lines, { ...event, at: one.endedAt, seq: from + 4, type: 'log', level: 'error', text }];
}
