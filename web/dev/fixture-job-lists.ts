import type { JobFailureGroup, JobRow } from '../../src/contract/job.ts';
import type { ScheduleView } from '../../src/contract/job-overview.ts';
import { fixtureJobRow } from './fixture-job.ts';
import { FIXED_NOW, fixtureId } from './fixture-library.ts';

const at = (agoMs: number): string => new Date(FIXED_NOW - agoMs).toISOString();
const MINUTE = 60_000;

const HELPS = {
  decoder_crashed: 'A decoder died on this file; the file is probably damaged.',
  picture_damaged: 'The file is damaged; compare it with another copy.',
  root_offline: 'Mount the volume of this storage root; waiting work goes on by itself.',
};

function group(code: keyof typeof HELPS, part: Partial<JobFailureGroup>): JobFailureGroup {
  const asset = { id: fixtureId('as', 4_999_920), name: 'DSCF_8923.JPG' };
  return {
    code,
    help: HELPS[code],
    cause: 'permanent',
    count: 1,
    assets: 1,
    kinds: [{ kind: 'derivative.pictures', count: 1 }],
    firstAt: at(3 * 60 * MINUTE),
    lastAt: at(4 * MINUTE),
    sample: { jobId: fixtureId('jb', 9_077), kind: 'derivative.pictures', message: 'Premature end of data', asset },
    affected: [asset],
    ...part,
  };
}

/** What failed, by cause. */
export const FIXTURE_CAUSES: JobFailureGroup[] = [
  group('picture_damaged', {
    count: 28,
    assets: 28,
    kinds: [{ kind: 'derivative.pictures', count: 28 }],
    affected: Array.from({ length: 12 }, (_, i) => ({
      id: fixtureId('as', 4_999_920 - i),
      name: `DSCF_${8923 - i}.JPG`,
    })),
  }),
  group('decoder_crashed', { count: 3, assets: 3, cause: 'transient' }),
  group('root_offline', {
    count: 3,
    assets: 0,
    cause: 'dependency',
    kinds: [{ kind: 'ingest.describe', count: 3 }],
    sample: {
      jobId: fixtureId('jb', 9_078),
      kind: 'ingest.describe',
      message: 'The volume of “Archive” is not mounted',
      asset: null,
    },
    affected: [],
  }),
];

const PROBLEM = {
  code: 'picture_damaged',
  message: 'Premature end of data in /photos/2026/Lisbon/DSCF_8923.JPG',
  cause: 'permanent' as const,
  help: HELPS.picture_damaged,
};

/** Jobs of a list, as a state is asked for. */
export function fixtureJobRows(state: string | null): JobRow[] {
  if (state === 'failed')
    return Array.from({ length: 34 }, (_, i) =>
      fixtureJobRow(77 + i, {
        state: 'failed',
        attempt: 3,
        problem: PROBLEM,
        startedAt: at(i * 9_000),
        finishedAt: at(i * 9_000),
      }),
    );
  if (state === 'ended')
    return Array.from({ length: 400 }, (_, i) =>
      fixtureJobRow(100 + i, {
        state: i % 17 === 4 ? 'failed' : i % 29 === 7 ? 'cancelled' : 'done',
        problem: i % 17 === 4 ? PROBLEM : null,
        startedAt: at(i * 4_000),
        finishedAt: at(i * 4_000),
      }),
    );
  return Array.from({ length: 900 }, (_, i) =>
    fixtureJobRow(600 + i, {
      state: i % 7 === 2 ? 'scheduled' : 'ready',
      attempt: i % 7 === 2 ? 1 : 0,
      runAt: i % 7 === 2 ? at(-30_000 - i * 100) : at(i * 1_000),
      problem: i % 7 === 2 ? { ...PROBLEM, code: 'decoder_crashed', cause: 'transient' } : null,
    }),
  );
}

/** Work by the clock. */
export const FIXTURE_SCHEDULES: ScheduleView[] = [
  {
    key: 'jobs.prune',
    kind: 'jobs.prune',
    cron: '17 4 * * *',
    timeZone: null,
    nextRunAt: at(-11 * 60 * MINUTE),
    pausedAt: null,
    perDay: null,
    today: 1,
    capReached: false,
    lastRuns: [{ at: at(13 * 60 * MINUTE), jobId: fixtureId('jb', 7) }],
  },
  {
    key: 'ingest.reconcile',
    kind: 'ingest.reconcile',
    cron: '*/30 * * * *',
    timeZone: 'Europe/Berlin',
    nextRunAt: at(-12 * MINUTE),
    pausedAt: null,
    perDay: 24,
    today: 24,
    capReached: true,
    lastRuns: [],
  },
  {
    key: 'derivative.pictures',
    kind: 'ingest.reconcile',
    cron: '',
    timeZone: 'Europe/Berlin',
    nextRunAt: null,
    pausedAt: null,
    perDay: null,
    today: 0,
    capReached: false,
    lastRuns: [],
  },
];
