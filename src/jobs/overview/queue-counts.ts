import { sql } from 'kysely';
import type { QueueCounts } from '../../contract/job-overview.ts';
import type { Database } from '../../db/database.ts';

/** What a queue has now, and since when its oldest due job is due. */
export interface QueueNow {
  readonly counts: QueueCounts;
  readonly oldestDueAtMs: number | null;
}

interface Row {
  readonly queue: string;
  readonly part: keyof QueueCounts;
  readonly count: number | string;
  readonly due: number | string | null;
}

/** Nothing at all. */
export const noJobs: QueueCounts = { ready: 0, delayed: 0, blocked: 0, waiting: 0, running: 0, failed: 0 };

/**
 * Unfinished and failed jobs by queue, from the partial indexes alone. A delayed job whose time has come counts as due:
 * the next claim makes it ready.
 */
export async function countQueues(db: Database, nowMs: number): Promise<ReadonlyMap<string, QueueNow>> {
  const { rows } = await sql<Row>`
    select queue, 'ready' as part, count(*) as count, min(run_at_ms) as due from job where state = 'ready' group by queue
    union all
    select queue, 'ready', count(*), min(run_at_ms) from job where state = 'scheduled' and run_at_ms <= ${nowMs} group by queue
    union all
    select queue, 'delayed', count(*), null from job where state = 'scheduled' and run_at_ms > ${nowMs} group by queue
    union all
    select queue, 'blocked', count(*), null from job where state = 'blocked' group by queue
    union all
    select queue, 'waiting', count(*), null from job where state in ('waiting', 'held') group by queue
    union all
    select queue, 'running', count(*), null from job where state = 'running' group by queue
    union all
    select queue, 'failed', count(*), null from job where state = 'failed' and ignored_at_ms is null group by queue`.execute(
    db,
  );
  const found = new Map<string, { counts: QueueCounts; oldestDueAtMs: number | null }>();
  for (const { queue, part, count, due } of rows) {
    const now = found.get(queue) ?? { counts: { ...noJobs }, oldestDueAtMs: null };
    now.counts[part] += Number(count);
    if (due !== null) now.oldestDueAtMs = Math.min(Number(due), now.oldestDueAtMs ?? Infinity);
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
