import { AppError } from '../../base/errors.ts';
import { isoTime } from '../../base/iso-time.ts';
import { helpFor } from '../../contract/errors.ts';
import type { HealthPart, HealthView } from '../../contract/health.ts';
import type { JobOverview } from '../../contract/job-overview.ts';
import type { CheckLine } from '../../contract/system.ts';
import type { LogFile } from '../logs/log-files.ts';
import type { DiskHistory } from './disk-history.ts';
import { databasePart, type DatabaseNow } from './database-part.ts';
import { healthPart } from './health-part.ts';
import type { LibraryState } from './library-state.ts';
import { logPart } from './log-part.ts';
import type { ProgressWatch } from './progress-watch.ts';
import { diskPart, roomOf, rootPart, type Room, type WatchedFolder, type WatchedRoot } from './storage-parts.ts';
import type { RecentWork } from './recent-work.ts';
import { viewSnapshot } from './view-snapshot.ts';
import { servicesOf, workParts } from './work-parts.ts';

/** What health is told from; all of it was read, nothing is changed but the history of room. */
export interface HealthFacts {
  readonly nowMs: number;
  readonly about: { readonly version: string; readonly startedAtMs: number; readonly freshMs: number };
  /** Why there is none, where the database says nothing. */
  readonly overview: JobOverview | AppError;
  /** Of a file; null with a server. */
  readonly database: DatabaseNow | null;
  readonly recent: RecentWork;
  /** Undefined where the database says nothing. */
  readonly library: LibraryState | undefined;
  readonly checks: readonly CheckLine[];
  readonly folders: readonly WatchedFolder[];
  readonly roots: readonly WatchedRoot[];
  readonly logs: { readonly files: readonly LogFile[]; readonly keep: number };
  readonly disks: DiskHistory;
  readonly progress: ProgressWatch;
  readonly versions: Readonly<Record<string, string>>;
}

const RANK = { bad: 0, warn: 1, ok: 2 } as const;

/** Health of every part, worst first. */
export async function viewHealth(facts: HealthFacts): Promise<HealthView> {
  const { nowMs, about, overview } = facts;
  const rooms = new Map<string, Room>();
  const storage = await storageParts(facts, rooms);
  const isAway = overview instanceof AppError;
  const database = isAway
    ? silentDatabase(overview)
    : facts.database === null
      ? undefined
      : databasePart(facts.database, nowMs);
  const parts = [
    ...(database ? [database] : []),
    ...(isAway ? [] : workParts(overview, facts.recent)),
    ...(isAway ? [] : [facts.progress.look(overview.running, nowMs)]),
    ...storage,
    ...facts.checks.filter(({ id }) => database === undefined || id !== 'database').flatMap(checkPart),
    logPart(facts.logs.files, { keep: facts.logs.keep, nowMs }),
  ];
  const services = isAway ? [] : servicesOf(overview);
  const scan = isAway ? undefined : overview.queues.find(({ kinds }) => kinds.includes('ingest.scan'))?.name;
  return {
    ok: !parts.some(({ mandatory, state }) => mandatory && state === 'bad'),
    state: worst(parts),
    at: isoTime(nowMs),
    version: about.version,
    startedAt: isoTime(about.startedAtMs),
    freshnessMs: about.freshMs,
    worker: isAway ? 'unknown' : overview.verdict,
    scanWorkerRunning: services.some(({ name, running }) => name === scan && running),
    services,
    parts: parts.toSorted((a, b) => RANK[a.state] - RANK[b.state] || Number(b.mandatory) - Number(a.mandatory)),
    forecast: await facts.disks.forecast(rooms, nowMs),
    snapshot: snapshotOf(facts, parts),
    versions: { ...facts.versions },
  };
}

function snapshotOf(facts: HealthFacts, parts: readonly HealthPart[]): HealthView['snapshot'] {
  const { overview, library, progress, nowMs, recent } = facts;
  if (overview instanceof AppError || library === undefined) return null;
  const still = progress.still(overview.running, nowMs);
  return viewSnapshot({ library, overview, still, lastFailure: recent.lastFailure, parts });
}

/** Who works and what waits stands in it, so that nothing is known of that either. */
function silentDatabase({ code, message }: AppError): HealthPart {
  const part = healthPart({ id: 'database', title: 'Database', group: 'database', mandatory: true });
  return part.bad({ code, detail: 'It cannot be read', cause: message, next: helpFor(code) });
}

async function storageParts(facts: HealthFacts, rooms: Map<string, Room>): Promise<HealthPart[]> {
  const folders = facts.folders.map(async (folder) => {
    const room = await roomOf(folder.path);
    if (room) rooms.set(folder.id, room);
    return diskPart(folder, room);
  });
  const roots = facts.roots.map(async (root) => {
    const room = root.state === 'online' ? await roomOf(root.path) : undefined;
    if (room) rooms.set(`root.${root.id}`, room);
    return rootPart(root, room);
  });
  return await Promise.all([...folders, ...roots]);
}

/** Where a line of doctor stands: by what it names first, what is left being folders. */
function groupOf(id: string): HealthPart['group'] {
  if (id === 'database' || id === 'runtime.sqlite') return 'database';
  if (id === 'start') return 'work';
  return id === 'config' || /^(?:tool|runtime)\./u.test(id) ? 'tools' : 'storage';
}

/** Doctor's lines; the room on volumes is told by lines of our own. */
function checkPart(line: CheckLine): HealthPart[] {
  if (line.id === 'folder.space') return [];
  const group = groupOf(line.id);
  const part = healthPart({ id: line.id, title: line.title, group, mandatory: line.mandatory });
  if (line.state === 'ok') return [part.ok(line.detail)];
  const code = line.id.startsWith('tool.') ? 'tool_missing' : `${line.id.replaceAll('.', '_')}_${line.state}`;
  const trouble = { code, detail: line.detail, cause: line.detail, next: line.cure ?? 'See the documentation' };
  return [line.state === 'warn' ? part.warn(trouble) : part.bad(trouble)];
}

/** The state of the whole; a broken part that is optional only warns. */
function worst(parts: readonly HealthPart[]): HealthView['state'] {
  if (parts.some(({ state, mandatory }) => state === 'bad' && mandatory)) return 'bad';
  return parts.some(({ state }) => state !== 'ok') ? 'warn' : 'ok';
}
