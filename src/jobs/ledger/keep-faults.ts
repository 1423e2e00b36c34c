import type { Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';

const KEEP = `
insert into job_fault (job_id, attempt, kind, asset_id, at_ms, is_final, error)
select job.id, job_attempt.attempt, job.kind, job.asset_id, job_attempt.ended_at_ms,
  case when job.state = 'failed' and job.attempt = job_attempt.attempt then 1 else 0 end, job_attempt.error
from job join job_attempt on job_attempt.job_id = job.id
where job.id in (select value from json_each(?)) and job_attempt.error is not null
  and job_attempt.ended_at_ms is not null
on conflict (job_id, attempt) do nothing`;

/** Keeps what went wrong with jobs that are about to be removed, for the incidents of those days. */
export async function keepFaults(tx: Tx, ids: readonly string[]): Promise<void> {
  await rows(tx, KEEP, [JSON.stringify(ids)]);
}
