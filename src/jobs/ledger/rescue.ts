import type { JobId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import { lifeOf, type ProcessIdentity } from '../../db/process-identity.ts';
import { rows } from '../../db/rows.ts';
import { type EndedAttempt, noteAttempts } from './note-attempts.ts';
import { followEnds } from './deps.ts';
import { noteMoved } from './moved-jobs.ts';
import { storedError } from './stored-error.ts';

/** Claims a job may lose with their workers; one more and it has failed, since it likely kills them. */
const LOST_LIMIT = 3;

const HAS_EXPIRED = `select exists (select 1 from job where state = 'running' and lease_until_ms < ?) as yes`;

const OTHER_WORKERS = `
select id, boot_id, pid, pid_started from worker
where host = ? and state != 'stopped' and not (pid = ? and pid_started = ?)`;

const IS_LOST = `state = 'running' and (lease_until_ms < ? or worker_id in (select value from json_each(?)))`;

const LOST = `select id, attempt, queue, kind, run_at_ms, started_at_ms, worker_id from job where ${IS_LOST}`;

/** Cancelled wins over lost; both over another try. */
const TAKE_BACK = `
update job set
  state = case when cancel_requested_at_ms is not null then 'cancelled' when lost >= ${LOST_LIMIT} then 'failed' else 'ready' end,
  lost = lost + 1,
  error = case when cancel_requested_at_ms is not null then ? when lost >= ${LOST_LIMIT} then ? else error end,
  finished_at_ms = case when cancel_requested_at_ms is not null or lost >= ${LOST_LIMIT} then cast(? as bigint) else null end,
  worker_id = null,
  lease_until_ms = null,
  stage = null,
  stage_at_ms = null
where ${IS_LOST}
returning id`;

const STOP_WORKERS = `
update worker set state = 'stopped', stopped_at_ms = ?, running = '[]' where id in (select value from json_each(?))`;

interface OtherWorker {
  readonly id: string;
  readonly boot_id: string;
  readonly pid: number;
  readonly pid_started: string;
}

/** Workers of this host whose process is gone, though they never said so. Only reads. */
export async function deadWorkers(db: Database, self: ProcessIdentity): Promise<readonly string[]> {
  const others = await rows<OtherWorker>(db, OTHER_WORKERS, [self.host, self.pid, self.pidStarted]);
  return others
    .filter((w) => lifeOf({ host: self.host, bootId: w.boot_id, pid: w.pid, pidStarted: w.pid_started }) === 'dead')
    .map((w) => w.id);
}

/** True when a lease ran out. Only reads. */
export async function hasExpired(db: Database, nowMs: number): Promise<boolean> {
  const [row] = await rows<{ yes: number }>(db, HAS_EXPIRED, [nowMs]);
  return row?.yes === 1;
}

/** Takes back what dead workers and lapsed leases hold. */
export async function takeBack(tx: Tx, dead: readonly string[], nowMs: number): Promise<readonly JobId[]> {
  const workers = JSON.stringify(dead);
  const cancelled = storedError({ code: 'job_cancelled', message: 'Cancelled; its worker had ended' }, nowMs);
  const failed = storedError(
    { code: 'job_lost_too_often', message: `Its worker ended ${LOST_LIMIT + 1} times while it ran` },
    nowMs,
  );
  const found = await rows<EndedAttempt['job'] & { worker_id: string }>(tx, LOST, [nowMs, workers]);
  const taken = await rows<{ id: JobId }>(tx, TAKE_BACK, [cancelled, failed, nowMs, nowMs, workers]);
  noteMoved(tx, taken);
  const lost = new Set(taken.map(({ id }) => id));
  const ended = found
    .filter(({ id }) => lost.has(id))
    .map(({ worker_id: worker, ...job }) => ({ job, worker, outcome: 'lost' as const }));
  await noteAttempts(tx, ended, nowMs);
  await followEnds(tx, [...lost], nowMs);
  if (dead.length > 0) await rows(tx, STOP_WORKERS, [nowMs, workers]);
  return [...lost];
}
