import { sql } from 'kysely';
import type { WorkerView } from '../../contract/job-overview.ts';
import type { Database } from '../../db/database.ts';
import type { JobQueueTable, JobServiceTable } from '../../db/tables/job.ts';
import { isLive } from './list-workers.ts';
import { viewProblem } from './job-problem.ts';
import { noJobs, type QueueNow } from './queue-counts.ts';
import type { QueueFacts } from './why-not.ts';

/** What was read once for all queues. */
export interface LedgerNow {
  readonly atMs: number;
  readonly queues: ReadonlyMap<string, QueueNow>;
  readonly settings: ReadonlyMap<string, JobQueueTable>;
  readonly services: readonly JobServiceTable[];
  readonly workers: readonly WorkerView[];
  readonly waits: ReadonlyMap<string, QueueWaits>;
}

/** What the jobs of a queue wait for that are not due. */
export interface QueueWaits {
  readonly next: QueueFacts['next'];
  readonly rootsOffline: readonly string[];
  readonly blockedOn: readonly string[];
  readonly held: number;
}

/** Settings of queues that have any. */
export async function queueSettings(db: Database): Promise<ReadonlyMap<string, JobQueueTable>> {
  const found = await db.selectFrom('job_queue').selectAll().execute();
  return new Map(found.map((row) => [row.name, row]));
}

/** Why what is not due waits: the first delayed job a queue, offline roots that retries wait for, services, and holds. */
export async function queueWaits(db: Database): Promise<ReadonlyMap<string, QueueWaits>> {
  const delayed = await sql<{ queue: string; run_at_ms: number; attempt: number; error: string | null }>`
    select queue, run_at_ms, attempt, error from job where state = 'scheduled' order by run_at_ms limit 200`.execute(
    db,
  );
  const parked = await sql<{ queue: string; state: string; blocked_on: string | null; count: number }>`
    select queue, state, blocked_on, count(*) as count from job where state = 'blocked' group by queue, state, blocked_on
    union all
    select queue, state, null, count(*) from job where state in ('waiting', 'held') group by queue, state`.execute(db);
  const offline = await db.selectFrom('storage_root').select('name').where('state', '=', 'offline').execute();
  const names = new Set([...delayed.rows, ...parked.rows].map(({ queue }) => queue));
  return new Map(
    [...names].map((queue) => {
      const mine = delayed.rows.filter((row) => row.queue === queue);
      const first = mine[0];
      const codes = mine.map(({ error }) => viewProblem(error)?.code ?? null);
      const waitsForRoot = codes.includes('root_offline');
      return [
        queue,
        {
          next: first ? { atMs: Number(first.run_at_ms), isRetry: first.attempt > 0, code: codes[0] ?? null } : null,
          rootsOffline: waitsForRoot ? offline.map(({ name }) => name) : [],
          blockedOn: parked.rows.flatMap((row) =>
            row.queue === queue && row.blocked_on !== null ? [row.blocked_on] : [],
          ),
          held: Number(parked.rows.find((row) => row.queue === queue && row.state === 'held')?.count ?? 0),
        },
      ];
    }),
  );
}

/** The facts of one queue out of what was read for all. */
export function factsOf(queue: string, now: LedgerNow): QueueFacts {
  const { counts, oldestDueAtMs } = now.queues.get(queue) ?? { counts: noJobs, oldestDueAtMs: null };
  const setting = now.settings.get(queue);
  const waits = now.waits.get(queue);
  const live = now.workers.filter(isLive);
  const serving = live.filter(({ queues }) => queues.length === 0 || queues.includes(queue));
  return {
    queue,
    counts,
    oldestDueAtMs,
    paused: pauseOf(setting, now.atMs),
    concurrency: setting?.concurrency ?? null,
    closed: null,
    down: now.services
      .filter(({ name, state }) => state === 'down' && waits?.blockedOn.includes(name))
      .map(({ name, next_probe_at_ms }) => ({ name, nextProbeMs: next_probe_at_ms })),
    workers: {
      live: live.length,
      serving: serving.length,
      inError: live.filter(({ state }) => state === 'error').length,
      full: serving.filter(({ running }) => running.length > 0).length,
    },
    rootsOffline: waits?.rootsOffline ?? [],
    next: waits?.next ?? null,
    held: waits?.held ?? 0,
  };
}

/** The pause of a queue that counts now: one whose lease ran out does not. */
export function pauseOf(setting: JobQueueTable | undefined, nowMs: number): QueueFacts['paused'] {
  if (setting?.paused_at_ms === null || setting?.paused_at_ms === undefined) return null;
  if (setting.paused_until_ms !== null && setting.paused_until_ms <= nowMs) return null;
  return { by: setting.paused_by ?? 'someone', untilMs: setting.paused_until_ms };
}
