import type { HealthPart, HealthView } from '../../src/contract/health.ts';
import type { Incident } from '../../src/contract/incident.ts';
import type { LogLine } from '../../src/contract/log.ts';
import type { TraceRow } from '../../src/contract/trace.ts';
import { FIXTURE_TRACE } from './fixture-asset.ts';
import { FIXED_NOW, fixtureId } from './fixture-library.ts';

const at = (agoMs: number): string => new Date(FIXED_NOW - agoMs).toISOString();
const MINUTE = 60_000;
const DAY = 86_400_000;

function part(id: string, of: Partial<HealthPart>): HealthPart {
  return {
    id,
    title: id,
    group: 'work',
    mandatory: true,
    state: 'ok',
    code: 'ok',
    detail: '',
    cause: null,
    next: null,
    action: null,
    sinceAt: null,
    facts: {},
    ...of,
  };
}

const WRONG: HealthPart[] = [
  part('worker', {
    title: 'Workers',
    state: 'bad',
    code: 'heartbeat_stale',
    detail: 'No worker is alive, and 15 580 jobs are due.',
    cause: 'The last worker, on darkroom, was heard of 4 minutes ago: its process is gone.',
    next: 'Start Supervisor again, or start a worker with `supervisor work`.',
    action: { id: 'open-jobs', name: null },
    sinceAt: at(4 * MINUTE),
  }),
  part(`root.${fixtureId('ro', 2)}`, {
    title: 'Storage root “Archive”',
    group: 'storage',
    mandatory: false,
    state: 'warn',
    code: 'root_offline',
    detail: '8 120 assets can be looked at, but their originals are away.',
    cause: 'The volume at /mnt/archive is not mounted.',
    next: 'Mount the volume; waiting work goes on by itself.',
    sinceAt: at(2 * DAY),
  }),
  part('disk.data', {
    title: 'Disk of the data folder',
    group: 'storage',
    state: 'warn',
    code: 'disk_low',
    detail: '11.2 GB of 256 GB are free.',
    cause: 'Pictures of the last import took 18 GB.',
    next: 'Free space, or move the data folder with `supervisor config set paths.data`.',
  }),
];

const FINE: HealthPart[] = [
  part('queues', { title: 'Queues', detail: '4 queues, none stands still' }),
  part('database', { title: 'Catalogue', group: 'database', detail: 'SQLite 3.50, 184 MB, no migration pending' }),
  part('backup', { title: 'Newest backup', group: 'database', detail: '3 h ago, checked' }),
  part('tool.exiftool', { title: 'ExifTool', group: 'tools', detail: '13.59' }),
  part('tool.sharp', { title: 'Pictures', group: 'tools', detail: 'sharp 0.35.5' }),
  part('tool.ffmpeg', { title: 'Video', group: 'tools', mandatory: false, detail: 'node-av 6.1.1' }),
  part('logs', { title: 'Log files', group: 'logs', detail: '12.4 MB, 5 files' }),
  part('root', { title: 'Storage root “Photos”', group: 'storage', detail: '/photos, 20 000 assets' }),
];

/** Health of everything, well or with three things wrong. */
export function fixtureHealth(wrong: boolean): HealthView {
  return {
    ok: !wrong,
    state: wrong ? 'bad' : 'ok',
    at: at(1_500),
    version: '0.1.0',
    startedAt: at(94 * MINUTE),
    freshnessMs: 180_000,
    worker: wrong ? 'stalled' : 'idle',
    scanWorkerRunning: !wrong,
    services: ['scan', 'metadata', 'pictures'].map((name) => ({
      name,
      optional: name === 'pictures',
      running: !wrong,
      state: wrong ? ('stale' as const) : ('alive' as const),
      lastHeartbeatAt: at(wrong ? 4 * MINUTE : 1_200),
    })),
    parts: wrong ? [...WRONG, ...FINE] : FINE,
    forecast: [
      {
        id: 'disk.data',
        freeBytes: 11.2e9,
        totalBytes: 256e9,
        fullInDays: wrong ? 9.4 : null,
        history: Array.from({ length: 14 }, (_, i) => ({ at: at((14 - i) * DAY), freeBytes: (40 - i * 2.05) * 1e9 })),
      },
      { id: 'root', freeBytes: 1.9e12, totalBytes: 8e12, fullInDays: null, history: [] },
    ],
    snapshot: null,
    versions: {
      Supervisor: '0.1.0',
      Node: '26.10.0',
      System: 'Linux 6.12 x64, 8 cores, 32 GB',
      SQLite: '3.50.4',
      ExifTool: '13.59',
      sharp: '0.35.5',
    },
  };
}

/** Failures of a day. */
export const FIXTURE_INCIDENTS: Incident[] = (['P0', 'P1', 'P2', 'P3'] as const).map((severity, i) => ({
  id: `i${i}`,
  code: ['disk_full', 'root_offline', 'picture_damaged', 'busy'][i] ?? '',
  source: ['jobs', 'ingest.describe', 'derivative.pictures', 'database'][i] ?? '',
  severity,
  title:
    [
      'The disk of the data folder was full',
      'A storage root was away',
      'Pictures could not be decoded',
      'The database was busy',
    ][i] ?? '',
  help: 'Free space on the volume; waiting work goes on by itself.',
  count: [212, 88, 28, 6][i] ?? 0,
  firstAt: at((9 - i) * 60 * MINUTE),
  lastAt: at((i + 1) * 20 * MINUTE),
  impact: { jobs: [212, 88, 28, 6][i] ?? 0, assets: i === 3 ? 0 : 28, failedForGood: i === 2 ? 28 : 0 },
  sample: {
    text: 'ENOSPC: no space left on device, write /data/derivatives/4f/81',
    jobId: fixtureId('jb', 9_077),
    assetId: null,
  },
  perHour: Array.from({ length: 24 }, (_, h) => (h > 5 && h < 15 ? (h * 7 + i * 5) % 13 : 0)),
  summary: `${severity} summary`,
}));

const LOG = [
  ['info', 'ingest', 'Import of /photos/2026/Lisbon has begun', null],
  ['debug', 'jobs', 'Claimed 4 jobs of pictures', null],
  ['warn', 'tools', 'ExifTool ended with signal SIGKILL and is started again', 'metadata_tool_missing'],
  ['error', 'derivatives', 'The picture is damaged: /photos/2026/Lisbon/DSCF_8923.JPG', 'picture_damaged'],
  ['info', 'http', 'GET /api/timeline 200 in 4 ms', null],
] as const;

/** Lines of the log, newest first. */
export function fixtureLog(level: string | null): LogLine[] {
  const grave = ['debug', 'info', 'warn', 'error'];
  return Array.from({ length: 400 }, (_, i): LogLine => {
    const [lineLevel, component, message, code] = LOG[(i * 7) % LOG.length] ?? LOG[0];
    return {
      at: at(i * 1_700),
      level: lineLevel,
      component,
      message,
      code,
      job: component === 'derivatives' ? fixtureId('jb', 9_077) : null,
      attempt: component === 'derivatives' ? 1 : null,
      worker: null,
      fields: { ms: (i * 31) % 90 },
    };
  }).filter((line) => level === null || grave.indexOf(line.level) >= grave.indexOf(level));
}

/** What was tried for files, newest first. */
export function fixtureTraces(ok: string | null): TraceRow[] {
  return Array.from({ length: 300 }, (_, i) => {
    const step = FIXTURE_TRACE[i % FIXTURE_TRACE.length];
    if (!step) throw new Error('There is no step');
    return {
      ...step,
      at: at(i * 2_300),
      path: null,
      asset: { id: fixtureId('as', 5_000_000 - i), name: `DSCF_${9000 - i}.RAF` },
    };
  }).filter((row) => ok === null || String(row.ok) === ok);
}
