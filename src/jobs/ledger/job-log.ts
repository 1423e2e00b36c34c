import type { Tx } from '../../db/database.ts';
import { writeLater } from '../../db/write-later.ts';
import type { JobLine } from '../attempt-record.ts';
import type { Lease } from '../engine.ts';

/** Lines of a job that are kept, over all its attempts. */
const KEPT_LINES = 200;
/** Lines of one attempt are numbered from here, times the attempt: the order of all stays that of the attempts. */
const ATTEMPT_STEP = 1_000_000;

/** Only while the fence is the job's own: whoever lost the lease has nothing more to say. */
const APPEND = `
insert into job_event (job_id, seq, at_ms, attempt, type, data)
select job.id, line.seq, line.at_ms, line.attempt, 'log', line.data
from (
  select value ->> 0 as id, cast(value ->> 1 as bigint) as fence, cast(value ->> 2 as bigint) as seq,
    cast(value ->> 3 as bigint) as at_ms, cast(value ->> 4 as bigint) as attempt, value ->> 5 as data
  from json_each(?)
) as line
join job on job.id = line.id and job.fence = line.fence
where true
on conflict (job_id, seq) do nothing`;

const CAP = `
delete from job_event where job_id = ? and type = 'log' and seq <= (
  select seq from job_event where job_id = ? and type = 'log' order by seq desc limit 1 offset ${KEPT_LINES}
)`;

/** Log lines of one attempt. */
interface Said {
  readonly lease: Lease;
  readonly lines: readonly JobLine[];
}

/** Writes log lines to their jobs and removes what is beyond the last 200. */
export async function appendLines(tx: Tx, said: readonly Said[]): Promise<void> {
  const loud = said.filter(({ lines }) => lines.length > 0);
  if (loud.length === 0) return;
  const values = loud.flatMap(({ lease, lines }) =>
    lines.map(({ n, atMs, level, message, fields }) => [
      lease.id,
      lease.fence,
      lease.attempt * ATTEMPT_STEP + n,
      atMs,
      lease.attempt,
      JSON.stringify({ level, message, fields }),
    ]),
  );
  await writeLater(tx, APPEND, [JSON.stringify(values)]);
  for (const { lease } of loud) await writeLater(tx, CAP, [lease.id, lease.id]);
}
