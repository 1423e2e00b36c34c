import { sql } from 'kysely';
import { isoTime, isoTimeOrNull } from '../../base/iso-time.ts';
import type { JobGroupView, ScheduleView, ServiceView } from '../../contract/job-overview.ts';
import type { Database } from '../../db/database.ts';
import type { JobServiceTable } from '../../db/tables/job.ts';

const MOST_GROUPS = 50;
const MOST_RUNS = 10;

interface GroupPart {
  readonly group_id: string;
  readonly state: string;
  readonly count: number;
  readonly weight: number;
  readonly first_ms: number | null;
}

/** Groups with unfinished jobs, newest first. The ETA is by the pace since the first job of it ended. */
export async function openGroups(db: Database, nowMs: number): Promise<JobGroupView[]> {
  const groups = await db
    .selectFrom('job_group')
    .selectAll()
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('job')
          .select('job.id')
          .whereRef('job.group_id', '=', 'job_group.id')
          .where('job.state', 'not in', ['done', 'failed', 'cancelled']),
      ),
    )
    .orderBy('created_at_ms', 'desc')
    .limit(MOST_GROUPS)
    .execute();
  if (groups.length === 0) return [];
  const { rows } = await sql<GroupPart>`
    select group_id, state, count(*) as count, sum(weight) as weight, min(started_at_ms) as first_ms
    from job where group_id in (${sql.join(groups.map(({ id }) => id))}) group by group_id, state`.execute(db);
  return groups.map((group) => {
    const parts = rows.filter((row) => row.group_id === group.id);
    const count = (...states: string[]): number => add(parts, states, (part) => Number(part.count));
    const ended = add(parts, ['done', 'failed', 'cancelled'], (part) => Number(part.weight));
    const all = add(parts, undefined, (part) => Number(part.weight));
    const since = Math.min(...parts.map(({ first_ms }) => (first_ms === null ? Infinity : Number(first_ms))));
    const share = all === 0 ? 0 : ended / all;
    return {
      id: group.id,
      kind: group.kind,
      title: group.title,
      createdAt: isoTime(Number(group.created_at_ms)),
      jobs: add(parts, undefined, (part) => Number(part.count)),
      done: count('done'),
      failed: count('failed'),
      cancelled: count('cancelled'),
      share,
      etaMs: share === 0 || !Number.isFinite(since) ? null : Math.round(((nowMs - since) / share) * (1 - share)),
    };
  });
}

function add(
  parts: readonly GroupPart[],
  states: readonly string[] | undefined,
  of: (part: GroupPart) => number,
): number {
  return parts.reduce((sum, part) => (states && !states.includes(part.state) ? sum : sum + of(part)), 0);
}

/** Everything outside that has ever been down, with how many jobs wait for it. */
export async function viewServices(db: Database, services: readonly JobServiceTable[]): Promise<ServiceView[]> {
  const { rows } = await sql<{ blocked_on: string | null; count: number }>`
    select blocked_on, count(*) as count from job where state = 'blocked' group by blocked_on`.execute(db);
  return services.map((service) => ({
    name: service.name,
    state: service.state,
    sinceAt: isoTime(Number(service.since_ms)),
    failures: service.failures,
    nextProbeAt: isoTimeOrNull(service.next_probe_at_ms),
    reason: service.reason,
    jobsWaiting: Number(rows.find((row) => row.blocked_on === service.name)?.count ?? 0),
  }));
}

/** Work that comes back by the clock, soonest first. */
export async function listSchedules(db: Database): Promise<ScheduleView[]> {
  const found = await db.selectFrom('job_schedule').selectAll().orderBy('next_run_at_ms').orderBy('key').execute();
  return await Promise.all(
    found.map(async (row) => {
      const runs = await db
        .selectFrom('job_schedule_run')
        .select(['run_at_ms', 'job_id'])
        .where('key', '=', row.key)
        .orderBy('run_at_ms', 'desc')
        .limit(MOST_RUNS)
        .execute();
      return {
        key: row.key,
        kind: row.kind,
        cron: row.cron,
        timeZone: row.time_zone,
        nextRunAt: isoTimeOrNull(row.next_run_at_ms),
        pausedAt: isoTimeOrNull(row.paused_at_ms),
        lastRuns: runs.map((run) => ({ at: isoTime(run.run_at_ms), jobId: run.job_id })),
      };
    }),
  );
}
