import type { JobId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import type { JobService } from '../engine.ts';
import { noteMoved } from './moved-jobs.ts';

/** Between a service's failure and the first look whether it is back; doubled at each failed one, up to the last. */
const FIRST_PROBE_MS = 5_000;
const LAST_PROBE_MS = 300_000;
/** A probe that says nothing for so long does not count, and another is made. */
const PROBE_PATIENCE_MS = 60_000;

/** Services that are down: rows of `DownService`. */
export const DOWN = `select name, failures, next_probe_at_ms, probe_job_id, reason from job_service where state = 'down'`;

const NOTE_DOWN = `
insert into job_service (name, state, since_ms, failures, next_probe_at_ms, reason) values (?, 'down', ?, ?, ?, ?)
on conflict (name) do update set
  since_ms = case when job_service.state = 'down' then job_service.since_ms else excluded.since_ms end,
  state = 'down', failures = excluded.failures, next_probe_at_ms = excluded.next_probe_at_ms, reason = excluded.reason,
  probe_job_id = null`;

const NOTE_UP = `
update job_service set state = 'up', since_ms = ?, failures = 0, next_probe_at_ms = null, probe_job_id = null, reason = null
where name = ? and state = 'down'
returning name`;

const UNBLOCK = `
update job set state = 'ready', blocked_on = null, error = null where state = 'blocked' and blocked_on = ? returning id`;

/** Jobs that met the service before it was known to be down do not say in their lane that they need it. */
const UNBLOCK_ONE = `
update job set state = 'ready', blocked_on = null
where state = 'blocked' and id = (
  select id from job where state = 'blocked' and blocked_on = ? and queue in (select value from json_each(?))
  order by priority, run_at_ms, id limit 1)
returning id, lane`;

const BEGIN_PROBE = `
update job_service set probe_job_id = ?, next_probe_at_ms = ? where name = ? and state = 'down'`;

/** A service that is down, as claims and settles see it. */
export interface DownService {
  readonly name: string;
  readonly failures: number;
  readonly next_probe_at_ms: number | null;
  readonly probe_job_id: string | null;
  readonly reason: string | null;
}

/** Services that are down. */
export function downServices(db: Database | Tx): Promise<readonly DownService[]> {
  return rows<DownService>(db, DOWN, []);
}

/** Lets one job that is blocked on a service go, to see whether it is back. */
export async function unblockOne(
  tx: Tx,
  service: string,
  queues: readonly string[],
): Promise<{ readonly id: string; readonly lane: string } | undefined> {
  const freed = await rows<{ id: JobId; lane: string }>(tx, UNBLOCK_ONE, [service, JSON.stringify(queues)]);
  noteMoved(tx, freed);
  return freed[0];
}

/** Notes which job sees whether the service is back. */
export async function beginProbe(tx: Tx, probe: { service: string; job: string }, nowMs: number): Promise<void> {
  await rows(tx, BEGIN_PROBE, [probe.job, nowMs + PROBE_PATIENCE_MS, probe.service]);
}

/** Marks a service as down; `probes: false` = someone watches it, no job is spent on looking. */
export async function noteDown(
  tx: Tx,
  down: { name: string; reason: string; failures: number; probes: boolean },
  nowMs: number,
): Promise<void> {
  const waitMs = Math.min(LAST_PROBE_MS, FIRST_PROBE_MS * 2 ** (down.failures - 1));
  await rows(tx, NOTE_DOWN, [down.name, nowMs, down.failures, down.probes ? nowMs + waitMs : null, down.reason]);
}

/** Marks a service as up and frees all that is blocked on it. @returns whether anything changed */
export async function noteUp(tx: Tx, name: string, nowMs: number): Promise<boolean> {
  const changed = await rows(tx, NOTE_UP, [nowMs, name]);
  const freed = await rows<{ id: JobId }>(tx, UNBLOCK, [name]);
  noteMoved(tx, freed);
  return changed.length + freed.length > 0;
}

/** What ended attempts say of services: those that are away, and those whose probe met no such trouble. @returns whether one is up again */
export async function judgeServices(
  tx: Tx,
  told: {
    readonly ended: readonly { id: string; blockedOn?: string; reason: string; isProof: boolean }[];
    readonly down: readonly DownService[];
  },
  nowMs: number,
): Promise<boolean> {
  const { ended } = told;
  const down = new Map(told.down.map((service) => [service.name, service]));
  let isUp = false;
  for (const service of down.values()) {
    const probe = ended.find((job) => job.id === service.probe_job_id);
    if (probe?.isProof) isUp = (await noteUp(tx, service.name, nowMs)) || isUp;
  }
  for (const { id, blockedOn: name, reason } of ended) {
    if (name === undefined) continue;
    const known = down.get(name);
    // of many jobs that fail together only the first, and later the one that was let through, is worth a note
    if (known && known.probe_job_id !== id) continue;
    const failures = (known?.failures ?? 0) + 1;
    await noteDown(tx, { name, reason, failures, probes: true }, nowMs);
    down.set(name, { name, failures, next_probe_at_ms: null, probe_job_id: null, reason });
  }
  return isUp;
}

/** All services that are known, by name. */
export async function listServices(db: Database): Promise<readonly JobService[]> {
  const found = await db.selectFrom('job_service').selectAll().orderBy('name').execute();
  return found.map((row) => ({
    name: row.name,
    state: row.state,
    sinceMs: row.since_ms,
    failures: row.failures,
    nextProbeAtMs: row.next_probe_at_ms,
    reason: row.reason,
  }));
}

/** Makes the next look at a service due. */
export async function probeSoon(tx: Tx, name: string, nowMs: number): Promise<void> {
  await tx
    .updateTable('job_service')
    .set({ next_probe_at_ms: nowMs })
    .where('name', '=', name)
    .where('state', '=', 'down')
    .execute();
}
