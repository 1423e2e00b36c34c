import type { FailureGroup, ImportItemView, ImportReport, ImportView } from '../../src/contract/import.ts';
import type { ActivityView } from '../../src/contract/system.ts';
import { FIXED_NOW, fixtureId } from './fixture-library.ts';

const ago = (ms: number): string => new Date(FIXED_NOW - ms).toISOString();
const NONE = { imported: 0, unchanged: 0, duplicate: 0, changed: 0, moved: 0, companion: 0, skipped: 0, error: 0 };

const session = (n: number, part: Partial<ImportView>): ImportView => ({
  id: fixtureId('is', 100 + n),
  jobId: null,
  rootId: fixtureId('ro', 1),
  folder: '/photos',
  title: 'photos',
  mode: 'in-place',
  state: 'done',
  code: null,
  message: null,
  startedAt: ago(n * 5 * 3_600_000),
  endedAt: ago(n * 5 * 3_600_000 - 372_000),
  counts: NONE,
  gone: 0,
  bytes: 0,
  walkDone: true,
  stages: {
    found: { done: 0, total: 0 },
    hashed: { done: 0, total: 0 },
    described: { done: 0, total: 0 },
    pictured: { done: 0, total: 0 },
  },
  ratePerS: null,
  etaMs: null,
  problems: 0,
  ...part,
});

/** An import at work. */
export const RUNNING = session(0, {
  title: 'Holiday 2019',
  folder: '/photos/2019/Holiday 2019',
  state: 'running',
  startedAt: ago(240_000),
  endedAt: null,
  bytes: 31_204_112_340,
  counts: { ...NONE, imported: 4180, duplicate: 27, error: 3 },
  ratePerS: 17.4,
  etaMs: 448_000,
  problems: 3,
  stages: {
    found: { done: 12_000, total: 12_000 },
    hashed: { done: 7420, total: 12_000 },
    described: { done: 5311, total: 12_000 },
    pictured: { done: 4210, total: 12_000 },
  },
});

/** Past imports, one of each end. */
export const PAST: ImportView[] = [
  session(3, {
    title: 'Lisbon',
    folder: '/photos/2026/Lisbon',
    bytes: 48_120_331_000,
    counts: { ...NONE, imported: 3882, companion: 211, duplicate: 96, skipped: 40, error: 31 },
    problems: 34,
  }),
  session(9, {
    title: 'photos',
    folder: '/photos',
    bytes: 412_000_331_000,
    counts: { ...NONE, unchanged: 15_804, moved: 12 },
  }),
  session(31, {
    title: 'card-DCIM',
    folder: '/media/card/DCIM',
    state: 'cancelled',
    bytes: 9_120_331_000,
    counts: { ...NONE, imported: 812 },
  }),
  session(52, {
    title: 'old-disk',
    folder: '/mnt/old-disk',
    state: 'failed',
    code: 'root_offline',
    message: 'The volume went away while it was read',
    bytes: 1_120_331,
    counts: { ...NONE, imported: 3 },
  }),
  session(420, {
    title: 'photos',
    folder: '/photos',
    bytes: 364_000_331_000,
    counts: { ...NONE, imported: 15_804, duplicate: 402, skipped: 18 },
  }),
];

/** How an import went whose phases took a minute each, one after the other. */
export function fixtureReport(session: ImportView): ImportReport {
  const { startedAt, endedAt, counts, problems } = session;
  const files = Object.values(counts).reduce((sum, one) => sum + one, 0) - (counts.skipped ?? 0);
  const isOver = endedAt !== null;
  return {
    startedAt,
    endedAt,
    durationMs: isOver ? Date.parse(endedAt) - Date.parse(startedAt) : null,
    phases: (['walk', 'take-in', 'metadata', 'pictures'] as const).map((name, i) => ({
      name,
      status: isOver ? 'done' : i === 0 ? 'done' : 'running',
      startedAt,
      endedAt: isOver ? new Date(Date.parse(startedAt) + (i + 1) * 60_000).toISOString() : null,
      durationMs: isOver ? (i + 1) * 60_000 : null,
      done: files,
      total: files,
      errors: name === 'pictures' ? problems : 0,
    })),
    files,
    errors: problems,
    successRate: files === 0 ? null : (files - problems) / files,
  };
}

/** What failed in the first past import. */
export const FAILURES: FailureGroup[] = [
  {
    code: 'permission_denied',
    stage: 'read',
    help: 'Give read access to the user that runs Supervisor, then retry.',
    count: 28,
    folders: 0,
    sample: {
      path: 'private/IMG_2031.JPG',
      assetId: null,
      message: 'EACCES: permission denied, open /photos/private/IMG_2031.JPG',
    },
  },
  {
    code: 'decode_failed',
    stage: 'picture',
    help: 'The file is damaged: copy it again from the camera or a backup, then retry.',
    count: 3,
    folders: 0,
    sample: { path: 'evening/DSCF_8923.JPG', assetId: fixtureId('as', 4_999_923), message: 'Premature end of data' },
  },
  {
    code: 'name_too_long',
    stage: 'read',
    help: 'Shorten the file or folder name.',
    count: 3,
    folders: 0,
    sample: { path: `scans/${'very-long-name-'.repeat(12)}.tif`, assetId: null, message: null },
  },
];

/** The log of an import. */
export function fixtureItems(total: number): ImportItemView[] {
  return Array.from({ length: total }, (_, i) => {
    const outcome = i % 50 === 7 ? 'error' : i % 31 === 3 ? 'duplicate' : i % 43 === 5 ? 'skipped' : 'imported';
    return {
      id: fixtureId('ii', i),
      path: `evening/DSCF_${String(9000 - i).padStart(4, '0')}.JPG`,
      outcome,
      code: outcome === 'error' ? 'permission_denied' : outcome === 'skipped' ? 'ignored_name' : null,
      message: outcome === 'error' ? 'EACCES: permission denied' : null,
      assetId: outcome === 'error' || outcome === 'skipped' ? null : fixtureId('as', 5_000_000 - i),
      sizeBytes: 8_000_000 + ((i * 7919) % 9_000_000),
      at: ago(i * 900),
    };
  });
}

/** The activity strip's news. */
export function fixtureActivity(assets: number, work: 'idle' | 'busy' | 'stuck'): ActivityView {
  const busy = work === 'busy';
  const run = {
    id: RUNNING.id,
    title: RUNNING.title,
    done: 4210,
    total: 12_000,
    walkDone: true,
    ratePerS: 17.4,
    etaMs: 448_000,
  };
  return {
    state: busy ? 'working' : work === 'stuck' ? 'stalled' : 'idle',
    why: work === 'stuck' ? '15 580 jobs are due, but no worker is alive' : null,
    paused: busy ? ['metadata'] : [],
    assets,
    companions: Math.floor(assets / 90),
    bytes: assets * 12_400_000,
    revision: 'r1',
    problems: busy ? 3 : 0,
    jobs: { waiting: work === 'idle' ? 0 : 15_580, running: busy ? 4 : 0, failed: 0 },
    imports: busy ? [run] : [],
  };
}
