import type { Tx } from '../../db/database.ts';
import { writeLater } from '../../db/write-later.ts';
import type { Progress } from '../engine.ts';
import { appendLines } from './job-log.ts';

const PROGRESS = `
update job set progress_done = new.done, progress_total = new.total, stage = new.stage, stage_at_ms = new.stage_at_ms
from (
  select value ->> 0 as id, cast(value ->> 1 as bigint) as fence, cast(value ->> 2 as bigint) as done,
    cast(value ->> 3 as bigint) as total, value ->> 4 as stage, cast(value ->> 5 as bigint) as stage_at_ms
  from json_each(?)
) as new
where job.id = new.id and job.state = 'running' and job.fence = new.fence`;

/** Notes how far jobs are and what they log; those of lost leases are left alone. */
export async function noteProgress(tx: Tx, reports: readonly Progress[]): Promise<void> {
  const values = reports.map(({ lease, done, total, stage }) => [
    lease.id,
    lease.fence,
    Math.round(done),
    total === null ? null : Math.round(total),
    stage?.name ?? null,
    stage?.atMs ?? null,
  ]);
  await writeLater(tx, PROGRESS, [JSON.stringify(values)]);
  await appendLines(tx, reports);
}
