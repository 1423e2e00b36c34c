import type { Tx } from '../../db/database.ts';
import type { JobEventTable } from '../../db/tables/job.ts';
import { rows } from '../../db/rows.ts';

/** Behind the log lines of the same attempt, which are numbered from its start. */
const BEHIND_LINES = 900_000;

const NOTE = `
insert into job_event (job_id, seq, at_ms, attempt, type)
select job.id, job.attempt * 1000000 + ${BEHIND_LINES} + (
    select count(*) from job_event where job_event.job_id = job.id and job_event.type <> 'log'
  ), cast(? as bigint), job.attempt, ?
from job where job.id in (select value from json_each(?))`;

/** Notes what a person did to jobs, for their timelines. */
export async function noteByHand(
  tx: Tx,
  type: Exclude<JobEventTable['type'], 'log'>,
  done: { readonly ids: readonly string[]; readonly atMs: number },
): Promise<void> {
  if (done.ids.length > 0) await rows(tx, NOTE, [done.atMs, type, JSON.stringify(done.ids)]);
}
