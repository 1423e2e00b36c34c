import type { JobId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import { lifeOf, type ProcessIdentity } from '../../db/process-identity.ts';
import { rows } from '../../db/rows.ts';
import type { Lease } from '../engine.ts';
import { decideLost, type LostVerdict } from '../decide-lost.ts';
import { insertAttempts } from './insert-attempts.ts';
import { JobStats } from './job-stats.ts';
import { followEnds } from './deps.ts';
import { noteMoved } from './moved-jobs.ts';
import { storedError } from './stored-error.ts';

const HAS_EXPIRED = `select exists (select 1 from job where state = 'running' and lease_until_ms < ?) as yes`;

const OTHER_WORKERS = `
select id, boot_id, pid, pid_started from worker
where host = ? and state != 'stopped' and not (boot_id = ? and pid = ? and pid_started = ?)`;

const IS_LOST = `
job.state = 'running' and (job.lease_until_ms < ? or job.worker_id in (select value from json_each(?)))`;

const LOST = `
select id, attempt, queue, kind, run_at_ms as "dueAtMs", started_at_ms as "startedAtMs", worker_id as worker, fence, lost from job where ${IS_LOST} order by id`;

/** Cancelled wins over another try. */
const TAKE_BACK = `
update job set
  state = case when job.cancel_requested_at_ms is not null then 'cancelled' else new.state end,
  lost = job.lost + 1,
  run_at_ms = coalesce(new.run_at_ms, job.run_at_ms),
  error = case when job.cancel_requested_at_ms is not null then ? else new.error end,
  finished_at_ms = case when job.cancel_requested_at_ms is not null or new.state = 'failed' then cast(? as bigint) end,
  worker_id = null,
  lease_until_ms = null,
  stage = null,
  stage_at_ms = null
from (
  select value ->> 0 as id, cast(value ->> 1 as bigint) as fence, value ->> 2 as state,
    cast(value ->> 3 as bigint) as run_at_ms, value ->> 4 as error
  from json_each(?)
) as new
where job.id = new.id and job.fence = new.fence and ${IS_LOST}
returning job.id`;

const STOP_WORKERS = `
update worker set state = 'stopped', stopped_at_ms = ?, running = '[]', error = ? where id in (select value from json_each(?))`;

/** Beside those that stopped by themselves it is seen that somebody ended these. */
const WAS_ENDED = JSON.stringify({ code: 'job_worker_lost', message: 'Its process ended without stopping' });

interface OtherWorker {
  readonly id: string;
  readonly boot_id: string;
  readonly pid: number;
  readonly pid_started: string;
}

/** Workers of this host whose process is gone, though they never said so. Only reads. */
export async function deadWorkers(db: Database, self: ProcessIdentity): Promise<readonly string[]> {
  const others = await rows<OtherWorker>(db, OTHER_WORKERS, [self.host, self.bootId, self.pid, self.pidStarted]);
  return others
    .filter((w) => lifeOf({ host: self.host, bootId: w.boot_id, pid: w.pid, pidStarted: w.pid_started }) === 'dead')
    .map((w) => w.id);
}

/** True when a lease ran out. Only reads. */
export async function hasExpired(db: Database, nowMs: number): Promise<boolean> {
  const [row] = await rows<{ yes: number }>(db, HAS_EXPIRED, [nowMs]);
  return row?.yes === 1;
}

/** A job that was lost, as it was while it ran. */
interface LostJob {
  readonly lease: Lease;
  readonly verdict: LostVerdict;
}

/** Takes back what dead workers hold, and the leases that ended before `lapsedMs`. */
export async function takeBack(
  tx: Tx,
  { dead, lapsedMs }: { readonly dead: readonly string[]; readonly lapsedMs: number },
  nowMs: number,
): Promise<readonly JobId[]> {
  const workers = JSON.stringify(dead);
  const lost = judged(await rows<LostRow>(tx, LOST, [lapsedMs, workers]), new Set(dead), nowMs);
  const cancelled = storedError({ code: 'job_cancelled', message: 'Cancelled; its worker had ended' }, nowMs);
  const values = lost.map(({ lease: { id, fence }, verdict: { state, runAtMs, error } }) => {
    return [id, fence, state, runAtMs ?? null, storedError(error, nowMs)];
  });
  const taken = await rows<{ id: JobId }>(tx, TAKE_BACK, [cancelled, nowMs, JSON.stringify(values), lapsedMs, workers]);
  noteMoved(tx, taken);
  const ids = new Set(taken.map(({ id }) => id));
  const ended = lost
    .filter(({ lease }) => ids.has(lease.id))
    .map(({ lease, verdict: { error } }) => ({ lease, end: { outcome: 'lost' as const, error } }));
  await insertAttempts(tx, ended, nowMs);
  const stats = new JobStats();
  stats.add(ended, nowMs);
  await stats.write(tx);
  await followEnds(tx, [...ids], nowMs);
  if (dead.length > 0) await rows(tx, STOP_WORKERS, [nowMs, WAS_ENDED, workers]);
  return [...ids];
}

type LostRow = Lease & { readonly lost: number };

function judged(found: readonly LostRow[], dead: ReadonlySet<string>, nowMs: number): readonly LostJob[] {
  let place = 0;
  return found.map(({ lost, ...lease }) => {
    const how = dead.has(lease.worker) ? 'ended' : 'silent';
    const verdict = decideLost({ lost: lost + 1, place, how }, nowMs);
    if (verdict.state === 'scheduled') place += 1;
    return { lease, verdict };
  });
}
