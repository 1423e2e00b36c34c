import { sql } from 'kysely';
import type { QueueCounts } from '../../contract/job-overview.ts';
import { readLane } from '../lane.ts';
import type { Database } from '../../db/database.ts';

/** What a queue has now. */
export interface QueueNow {
  readonly counts: QueueCounts;
  /** Its due jobs by what they need. */
  readonly due: readonly DueJobs[];
}

/** Due jobs that need the same services. */
export interface DueJobs {
  readonly services: readonly string[];
  readonly count: number;
  /** Since when the first of them is due. */
  readonly sinceMs: number;
}

interface Row {
  readonly lane: string;
  readonly part: keyof QueueCounts;
  readonly count: number;
  readonly due: number | null;
}

/** Nothing at all. */
export const noJobs: QueueCounts = { ready: 0, delayed: 0, blocked: 0, waiting: 0, running: 0, failed: 0 };

/**
 * Unfinished and failed jobs by queue, from the partial indexes alone. A delayed job whose time has come counts as due:
 * the next claim makes it ready.
 */
export async function countQueues(db: Database, nowMs: number): Promise<ReadonlyMap<string, QueueNow>> {
  const { rows } = await sql<Row>`
    select lane, 'ready' as part, count(*) as count, min(run_at_ms) as due from job where state = 'ready' group by lane
    union all
    select lane, 'ready', count(*), min(run_at_ms) from job where state = 'scheduled' and run_at_ms <= ${nowMs} group by lane
    union all
    select lane, 'delayed', count(*), null from job where state = 'scheduled' and run_at_ms > ${nowMs} group by lane
    union all
    select lane, 'blocked', count(*), null from job where state = 'blocked' group by lane
    union all
    select lane, 'waiting', count(*), null from job where state in ('waiting', 'held') group by lane
    union all
    select lane, 'running', count(*), null from job where state = 'running' group by lane
    union all
    select lane, 'failed', count(*), null from job where state = 'failed' and ignored_at_ms is null group by lane`.execute(
    db,
  );
  const found = new Map<string, { counts: QueueCounts; due: DueJobs[] }>();
  for (const { lane, part, count, due } of rows) {
    const { queue, services } = readLane(lane);
    const now = found.get(queue) ?? { counts: { ...noJobs }, due: [] };
    now.counts[part] += count;
    if (due !== null) now.due.push({ services, count, sinceMs: due });
    found.set(queue, now);
  }
  return found;
}

/** The sum over queues. */
export function sumCounts(all: Iterable<QueueCounts>): QueueCounts {
  const sum = { ...noJobs };
  for (const counts of all) {
    sum.ready += counts.ready;
    sum.delayed += counts.delayed;
    sum.blocked += counts.blocked;
    sum.waiting += counts.waiting;
    sum.running += counts.running;
    sum.failed += counts.failed;
  }
  return sum;
}
