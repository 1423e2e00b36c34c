import { sql } from 'kysely';
import type { WorkerView } from '../../contract/job-overview.ts';
import { isTool, serviceWord } from '../../contract/need-words.ts';
import type { Database } from '../../db/database.ts';
import type { JobQueueTable, JobServiceTable } from '../../db/tables/job.ts';
import { diskOf } from '../decide-failure.ts';
import { closedNow } from '../run-window.ts';
import { readLane } from '../lane.ts';
import { isLive } from './list-workers.ts';
import { viewProblem } from './job-problem.ts';
import { type DueJobs, noJobs, type QueueNow } from './queue-counts.ts';
import type { DownFact, QueueFacts } from './why-not.ts';

/** What was read once for all queues. */
export interface LedgerNow {
  readonly atMs: number;
  /** False while the volume of the database is full. */
  readonly hasRoom: boolean;
  readonly refusal: QueueFacts['refusal'];
  /** Queues that kinds have. */
  readonly known: readonly string[];
  /** When somebody last looked at the library. */
  readonly browsedAtMs: number | undefined;
  readonly queues: ReadonlyMap<string, QueueNow>;
  readonly settings: ReadonlyMap<string, JobQueueTable>;
  readonly services: readonly JobServiceTable[];
  readonly workers: readonly WorkerView[];
  readonly waits: ReadonlyMap<string, QueueWaits>;
  /** Names of storage roots by their id. */
  readonly roots: ReadonlyMap<string, string>;
}

/** What the jobs of a queue wait for that are not due. */
export interface QueueWaits {
  readonly next: QueueFacts['next'];
  readonly blockedOn: readonly string[];
  readonly held: number;
}

/** Settings of queues that have any. */
export async function queueSettings(db: Database): Promise<ReadonlyMap<string, JobQueueTable>> {
  const found = await db.selectFrom('job_queue').selectAll().execute();
  return new Map(found.map((row) => [row.name, row]));
}

/** Why what is not due waits: the first delayed job a queue, the services that jobs are blocked on, and holds. */
export async function queueWaits(db: Database): Promise<ReadonlyMap<string, QueueWaits>> {
  const delayed = await sql<{ queue: string; run_at_ms: number; attempt: number; error: string | null }>`
    select queue, run_at_ms, attempt, error from job where state = 'scheduled' order by run_at_ms limit 200`.execute(
    db,
  );
  const parked = await sql<{ lane: string; part: string; blocked_on: string | null; count: number }>`
    select lane, 'blocked' as part, blocked_on, count(*) as count from job where state = 'blocked' group by lane, blocked_on
    union all
    select lane, 'held', null, count(*) from job where state in ('waiting', 'held') and state = 'held' group by lane`.execute(
    db,
  );
  const waits = new Map<string, { next: QueueFacts['next']; blockedOn: string[]; held: number }>();
  const of = (queue: string): { next: QueueFacts['next']; blockedOn: string[]; held: number } =>
    waits.getOrInsertComputed(queue, () => ({ next: null, blockedOn: [], held: 0 }));
  for (const row of delayed.rows) {
    const code = viewProblem(row.error)?.code ?? null;
    of(row.queue).next ??= { atMs: row.run_at_ms, isRetry: row.attempt > 0, code };
  }
  for (const { lane, part, blocked_on: name, count } of parked.rows) {
    const mine = of(readLane(lane).queue);
    if (part === 'held') mine.held += count;
    else if (name !== null) mine.blockedOn.push(name);
  }
  return waits;
}

/** The facts of one queue out of what was read for all. */
export function factsOf(queue: string, now: LedgerNow): QueueFacts {
  const { counts, due } = now.queues.get(queue) ?? { counts: noJobs, due: [] };
  const setting = now.settings.get(queue);
  const waits = now.waits.get(queue);
  const live = now.workers.filter(isLive);
  const serving = live.filter(({ queues }) => queues.length === 0 || queues.includes(queue));
  return {
    queue,
    isKnown: now.known.includes(queue),
    counts,
    hasRoom: now.hasRoom,
    refusal: now.refusal,
    startable: startable(due, now),
    paused: pauseOf(setting, now.atMs),
    concurrency: setting?.concurrency ?? null,
    closed: closedNow(setting?.run_window ?? null, { atMs: now.atMs, browsedAtMs: now.browsedAtMs }),
    down: downOf([...(waits?.blockedOn ?? []), ...due.flatMap(({ services }) => services)], now),
    unseen: unseenBy(serving, due, now),
    workers: {
      live: live.length,
      serving: serving.length,
      inError: live.filter(({ state }) => state === 'error').length,
      full: serving.filter(({ running }) => running.length > 0).length,
    },
    next: waits?.next ?? null,
    held: waits?.held ?? 0,
  };
}

/** Of these services those that are down, by the names that people know. */
export function downOf(names: readonly string[], now: LedgerNow): QueueFacts['down'] {
  return now.services
    .filter(({ name, state }) => state === 'down' && names.includes(name))
    .map((service) => ({
      id: service.name,
      name: titleOf(service.name, now),
      nextProbeMs: service.next_probe_at_ms,
      is: kindOf(service.name),
    }));
}

/** Due jobs that no service holds back, and since when the first of them is due. */
export function startable(due: readonly DueJobs[], now: LedgerNow): { count: number; sinceMs: number | null } {
  const down = new Set(now.services.flatMap(({ name, state }) => (state === 'down' ? [name] : [])));
  const open = due.filter(({ services }) => !services.some((service) => down.has(service)));
  return {
    count: open.reduce((sum, { count }) => sum + count, 0),
    sinceMs: open.length === 0 ? null : Math.min(...open.map(({ sinceMs }) => sinceMs)),
  };
}

/** What stands between all due jobs and all of these workers; empty where one of them can take one. */
function unseenBy(workers: readonly WorkerView[], due: readonly DueJobs[], now: LedgerNow): readonly string[] {
  const isReached = due.some(({ services }) =>
    workers.some(({ lacks }) => !services.some((service) => lacks.includes(service))),
  );
  if (isReached) return [];
  const needed = new Set(due.flatMap(({ services }) => services));
  const lacked = new Set(workers.flatMap(({ lacks }) => lacks));
  return [...needed].filter((service) => lacked.has(service)).map((service) => titleOf(service, now));
}

const ROOT = 'root:';

function isRoot(service: string): boolean {
  return service.startsWith(ROOT);
}

function isDisk(service: string): boolean {
  return service.startsWith(diskOf(''));
}

function kindOf(service: string): DownFact['is'] {
  if (isRoot(service)) return 'root';
  if (isTool(service)) return 'tool';
  return isDisk(service) ? 'disk' : 'service';
}

/** Services of storage roots are named by their id; people know them by name. */
function titleOf(service: string, now: LedgerNow): string {
  return isRoot(service) ? (now.roots.get(service.slice(ROOT.length)) ?? 'a storage root') : serviceWord(service);
}

/** The pause of a queue that counts now: one whose lease ran out does not. */
export function pauseOf(setting: JobQueueTable | undefined, nowMs: number): QueueFacts['paused'] {
  if (setting?.paused_at_ms === null || setting?.paused_at_ms === undefined) return null;
  if (setting.paused_until_ms !== null && setting.paused_until_ms <= nowMs) return null;
  return { by: setting.paused_by ?? 'someone', untilMs: setting.paused_until_ms };
}

/** Queues that are paused, also one that no kind has any more: a pause that nobody sees could not be ended. */
export function pausedNames({ settings, atMs }: LedgerNow): readonly string[] {
  return [...settings].flatMap(([name, setting]) => (pauseOf(setting, atMs) === null ? [] : [name]));
}
