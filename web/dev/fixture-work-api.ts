import { fixtureHealth, FIXTURE_INCIDENTS, fixtureLog, fixtureTraces } from './fixture-health.ts';
import { fixtureJob } from './fixture-job.ts';
import { FIXTURE_CAUSES, fixtureJobRows, FIXTURE_SCHEDULES } from './fixture-job-lists.ts';
import { fixtureOverview, type WorkState } from './fixture-jobs.ts';
import { fixtureId } from './fixture-library.ts';
import { fixtureOperations } from './fixture-operations.ts';

const ROWS = 100;

/** Replies of the pages about work: jobs, traces, health, incidents, logs. */
export function workReply(path: string, ask: URLSearchParams, work: WorkState): unknown {
  const idle = work === 'idle';
  const [, resource, part] = path.split('/');
  const page = <T>(rows: readonly T[]): { rows: T[]; next?: string } => {
    const start = Number(ask.get('cursor') ?? 0);
    const next = start + ROWS < rows.length ? { next: String(start + ROWS) } : {};
    return { rows: rows.slice(start, start + ROWS), ...next };
  };
  switch (resource) {
    case 'jobs':
      return part === undefined ? page(idle ? [] : fixtureJobRows(ask.get('state'))) : jobReply(part, work);
    case 'health':
      return fixtureHealth(work === 'stuck');
    case 'incidents':
      return { day: '2026-06-14', incidents: idle ? [] : FIXTURE_INCIDENTS, summary: 'The ten worst' };
    case 'logs':
      return {
        ...page(fixtureLog(ask.get('level'))),
        components: ['derivatives', 'http', 'ingest', 'jobs', 'tools'],
        bytes: 12.4e6,
      };
    case 'operations':
      return page(idle ? [] : fixtureOperations());
    case 'traces':
      return part === 'stats' ? STATS : page(idle ? [] : fixtureTraces(ask.get('ok')));
    default:
      return undefined;
  }
}

const STATS = {
  total: 88_412,
  passed: 88_201,
  failed: 211,
  methods: [
    { type: 'read', method: 'sha256', total: 20_180, failed: 0, meanMs: 31 },
    { type: 'metadata_extraction', method: 'exiftool', total: 20_102, failed: 12, meanMs: 18 },
    { type: 'preview_extraction', method: 'JpgFromRaw', total: 4_102, failed: 140, meanMs: 9 },
    { type: 'thumbnail_generation', method: 'sharp', total: 19_980, failed: 28, meanMs: 142 },
    { type: 'video_probe', method: 'node-av', total: 870, failed: 31, meanMs: 210 },
  ],
};

const LIVES = { [fixtureId('jb', 9_077)]: 'failed', [fixtureId('jb', 9_000)]: 'running' } as const;

/** Asked for many jobs at once, each says first how many it would meet. */
const CHANGES: ReadonlySet<string> = new Set(['retry', 'cancel', 'ignore', 'unignore', 'hold', 'release', 'priority']);

function jobReply(part: string, work: WorkState): unknown {
  if (part === 'overview') return fixtureOverview(work);
  if (part === 'failures') return { groups: work === 'idle' ? [] : FIXTURE_CAUSES, cards: [] };
  if (part === 'undo' || part === 'retry') return { jobs: 15_580 };
  if (CHANGES.has(part)) return { jobs: 15_580, change: fixtureId('ch', 1) };
  if (part === 'prune') return { matched: 20_412, deleted: 20_412, cancelled: 0, blocked: 0 };
  if (part === 'schedules') return { schedules: FIXTURE_SCHEDULES };
  const known = Object.entries(LIVES).find(([id]) => id === part);
  return fixtureJob(known?.[1] ?? 'scheduled');
}
