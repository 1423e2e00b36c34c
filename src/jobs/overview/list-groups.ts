import { sql } from 'kysely';
import { isoTime, isoTimeOrNull } from '../../base/iso-time.ts';
import type { JobGroupView, ScheduleView, ServiceView } from '../../contract/job-overview.ts';
import type { Database } from '../../db/database.ts';
import type { JobGroupTable } from '../../db/tables/job.ts';
import { isCapReached, timesToday } from '../daily-cap.ts';
import type { LedgerNow } from './queue-facts.ts';

const MOST_GROUPS = 50;
const MOST_RUNS = 10;
/** The pace is that of the last two minutes. */
const PACE_MS = 120_000;
const ENDED: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled']);

/** Jobs of a session, of one kind and in one state. */
interface Part {
  readonly session_id: string;
  readonly kind: string;
  readonly state: string;
  readonly count: number;
}

/** How much work the jobs of a kind are. */
export interface KindWeight {
  readonly kind: string;
  readonly weight?: number | undefined;
}

/** Of the newest groups those with unfinished jobs, with what is left at the pace of the last two minutes. */
export async function openGroups(
  db: Database,
  { nowMs, kinds }: { nowMs: number; kinds: readonly KindWeight[] },
): Promise<JobGroupView[]> {
  const newest = await db.selectFrom('job_group').selectAll().orderBy('id', 'desc').limit(MOST_GROUPS).execute();
  if (newest.length === 0) return [];
  const names = sql.join(kinds.map(({ kind }) => kind));
  const { rows: open } = await sql<{ id: string }>`
    select id from job_group where id in (${sql.join(newest.map(({ id }) => id))}) and exists (
      select 1 from job where session_id = job_group.id and kind in (${names})
        and state in ('ready', 'running', 'scheduled', 'blocked', 'waiting', 'held'))`.execute(db);
  if (open.length === 0) return [];
  const { rows: parts } = await sql<Part>`
    select session_id, kind, state, count(*) as count from job
    where session_id in (${sql.join(open.map(({ id }) => id))}) group by session_id, kind, state`.execute(db);
  const { rows: recent } = await sql<Part>`
    select session_id, kind, state, count(*) as count from job
    where state in ('done', 'failed', 'cancelled') and finished_at_ms > ${nowMs - PACE_MS} and session_id is not null
    group by session_id, kind, state`.execute(db);
  const weights = new Map(kinds.map(({ kind, weight }) => [kind, weight ?? 1]));
  return newest
    .filter(({ id }) => open.some((one) => one.id === id))
    .map((group) => viewGroup(group, { parts, recent, weights, nowMs }));
}

function viewGroup(
  { id, kind, title, created_at_ms: createdAtMs }: JobGroupTable,
  counted: {
    parts: readonly Part[];
    recent: readonly Part[];
    weights: ReadonlyMap<string, number>;
    nowMs: number;
  },
): JobGroupView {
  const mine = counted.parts.filter((part) => part.session_id === id);
  const recent = counted.recent.filter((part) => part.session_id === id);
  const count = (...states: readonly string[]): number =>
    mine.reduce((sum, { state, count }) => (states.includes(state) ? sum + count : sum), 0);
  const work = (parts: readonly Part[]): number =>
    parts.reduce((sum, part) => sum + part.count * (counted.weights.get(part.kind) ?? 1), 0);
  const all = work(mine);
  const ended = work(mine.filter(({ state }) => ENDED.has(state)));
  const paceMs = Math.min(PACE_MS, Math.max(1, counted.nowMs - createdAtMs));
  const rate = work(recent) / paceMs;
  return {
    id,
    kind,
    title,
    createdAt: isoTime(createdAtMs),
    jobs: mine.reduce((sum, part) => sum + part.count, 0),
    done: count('done'),
    failed: count('failed'),
    cancelled: count('cancelled'),
    share: all === 0 ? 0 : ended / all,
    etaMs: rate === 0 ? null : Math.round((all - ended) / rate),
  };
}

/** Everything outside that has ever been down, with how many jobs wait for it: due ones that need it, and those that met it down. */
export async function viewServices(db: Database, now: LedgerNow): Promise<ServiceView[]> {
  const { rows } = await sql<{ blocked_on: string | null; count: number }>`
    select blocked_on, count(*) as count from job where state = 'blocked' group by blocked_on`.execute(db);
  const due = [...now.queues.values()].flatMap((queue) => queue.due);
  return now.services.map((service) => {
    const blocked = rows.find((row) => row.blocked_on === service.name)?.count ?? 0;
    const needing = due.filter(({ services }) => services.includes(service.name));
    const held = service.state === 'up' ? 0 : needing.reduce((sum, { count }) => sum + count, 0);
    return {
      name: service.name,
      state: service.state,
      sinceAt: isoTime(service.since_ms),
      failures: service.failures,
      nextProbeAt: isoTimeOrNull(service.next_probe_at_ms),
      reason: service.reason,
      jobsWaiting: blocked + held,
    };
  });
}

/** Work that comes back by the clock, soonest first, then what comes only when asked for. */
export async function listSchedules(db: Database, nowMs: number): Promise<ScheduleView[]> {
  const found = await db
    .selectFrom('job_schedule')
    .selectAll()
    .orderBy(sql`next_run_at_ms is null`)
    .orderBy('next_run_at_ms')
    .orderBy('key')
    .execute();
  return await Promise.all(
    found.map(async (row) => {
      const runs = await db
        .selectFrom('job_schedule_run')
        .select(['run_at_ms', 'job_id'])
        .where('key', '=', row.key)
        .orderBy('run_at_ms', 'desc')
        .limit(MOST_RUNS)
        .execute();
      const { time_zone: timeZone, per_day: perDay, ran_day: ranDay, ran_times: ranTimes } = row;
      const times = { timeZone, perDay, ranDay, ranTimes };
      return {
        key: row.key,
        kind: row.kind,
        cron: row.cron,
        timeZone,
        nextRunAt: isoTimeOrNull(row.next_run_at_ms),
        pausedAt: isoTimeOrNull(row.paused_at_ms),
        perDay,
        today: timesToday(times, nowMs),
        capReached: isCapReached(times, nowMs),
        lastRuns: runs.map((run) => ({ at: isoTime(run.run_at_ms), jobId: run.job_id })),
      };
    }),
  );
}
