import type { JobId, WorkerId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { Lease } from '../engine.ts';
import { rows } from '../../db/rows.ts';

const RENEW = `
update job set lease_until_ms = ?
from (select value ->> 0 as id, value ->> 1 as worker, cast(value ->> 2 as bigint) as fence from json_each(?)) as held
where job.id = held.id and job.state = 'running' and job.fence = held.fence and job.worker_id = held.worker
returning job.id, job.cancel_requested_at_ms`;

const CANCEL_REQUESTS = `
select id from job where state = 'running' and worker_id = ? and cancel_requested_at_ms is not null`;

/** Moves the end of the leases; what is not found any more is lost. */
export async function renewLeases(
  tx: Tx,
  leases: readonly Lease[],
  untilMs: number,
): Promise<{ lost: readonly JobId[]; cancelled: readonly JobId[] }> {
  const values = leases.map(({ id, worker, fence }) => [id, worker, fence]);
  const kept = await rows<{ id: JobId; cancel_requested_at_ms: number | null }>(tx, RENEW, [
    untilMs,
    JSON.stringify(values),
  ]);
  const ids = new Set(kept.map((row) => row.id));
  return {
    lost: leases.flatMap(({ id }) => (ids.has(id) ? [] : [id])),
    cancelled: kept.flatMap((row) => (row.cancel_requested_at_ms === null ? [] : [row.id])),
  };
}

/** Running jobs of a worker that are to be cancelled. */
export async function cancelRequests(db: Database, worker: WorkerId): Promise<readonly JobId[]> {
  const found = await rows<{ id: JobId }>(db, CANCEL_REQUESTS, [worker]);
  return found.map((row) => row.id);
}
