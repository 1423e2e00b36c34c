import type { Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import type { EndedAttempt } from './note-attempts.ts';

const MINUTE_MS = 60_000;

/** A row for each worker, so that workers do not wait for each other's commit. */
const ADD = `
insert into job_stat (minute, queue, kind, outcome, worker_id, count, wait_ms, run_ms)
select cast(value ->> 0 as bigint), value ->> 1, value ->> 2, value ->> 3, value ->> 4,
  cast(value ->> 5 as bigint), cast(value ->> 6 as bigint), cast(value ->> 7 as bigint)
from json_each(?) where true
on conflict (minute, queue, kind, outcome, worker_id) do update set
  count = job_stat.count + excluded.count, wait_ms = job_stat.wait_ms + excluded.wait_ms, run_ms = job_stat.run_ms + excluded.run_ms`;

/** Adds attempts that ended now to the statistics of this minute, which outlive the jobs. */
export async function addStats(tx: Tx, ended: readonly EndedAttempt[], nowMs: number): Promise<void> {
  if (ended.length === 0) return;
  const minute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const sums = new Map<string, [number, string, string, string, string, number, number, number]>();
  for (const { job, outcome, worker } of ended) {
    const { queue, kind, run_at_ms: dueAtMs, started_at_ms: startedAtMs } = job;
    const key = `${kind} ${outcome} ${worker} ${queue}`;
    const sum = sums.get(key) ?? [minute, queue, kind, outcome, worker, 0, 0, 0];
    sum[5] += 1;
    sum[6] += Math.max(0, startedAtMs - dueAtMs);
    sum[7] += Math.max(0, nowMs - startedAtMs);
    sums.set(key, sum);
  }
  await rows(tx, ADD, [JSON.stringify([...sums.values()])]);
}
