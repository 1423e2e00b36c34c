import type { JobId } from '../../contract/ids.ts';
import type { Database, Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import { type CappedTimes, dayIn, isCapReached, nextTimeMs, timesToday } from '../daily-cap.ts';
import type { Enqueued } from '../engine.ts';

/** Work that comes back, as it was configured. */
export interface Schedule {
  /** What it is known by. */
  readonly key: string;
  readonly kind: string;
  readonly input: unknown;
  /** Blank = only when somebody asks for it. */
  readonly cron: string;
  readonly timeZone: string | null;
  /** Most times by the clock in one day of its zone; none = any number. What people ask for is neither counted nor refused. */
  readonly perDay?: number | undefined;
}

/** A tick that is due. */
export interface DueTick extends CappedTimes {
  readonly key: string;
  readonly kind: string;
  readonly payload: string;
  readonly atMs: number;
}

/** Ticks kept of each schedule, for the eye. */
const KEPT_RUNS = 30;

/** Also one that lies behind its next tick: the clock was wrong when it was moved on. Not to one that it had then already. */
const UPSERT = `
insert into job_schedule (key, kind, payload, cron, time_zone, next_run_at_ms, per_day) values (?, ?, ?, ?, ?, ?, ?)
on conflict (key) do update set kind = excluded.kind, payload = excluded.payload, cron = excluded.cron,
  time_zone = excluded.time_zone, next_run_at_ms = excluded.next_run_at_ms, per_day = excluded.per_day
where job_schedule.cron <> excluded.cron or coalesce(job_schedule.time_zone, '') <> coalesce(excluded.time_zone, '')
  or coalesce(job_schedule.per_day, 0) <> coalesce(excluded.per_day, 0)
  or job_schedule.kind <> excluded.kind or job_schedule.payload <> excluded.payload or job_schedule.next_run_at_ms is null
  or (job_schedule.next_run_at_ms > excluded.next_run_at_ms and not exists (
    select 1 from job_schedule_run as run where run.key = excluded.key and run.run_at_ms = excluded.next_run_at_ms))`;

const FORGET = `delete from job_schedule where key not in (select value from json_each(?))`;

const COUNTED = `select ran_day as "ranDay", ran_times as "ranTimes" from job_schedule where key = ?`;

const DUE = `
select key, kind, payload, cron, time_zone as "timeZone", next_run_at_ms as "atMs", per_day as "perDay", ran_day as "ranDay",
  ran_times as "ranTimes" from job_schedule
where next_run_at_ms <= ? and paused_at_ms is null order by next_run_at_ms, key`;

const NEXT = `select min(next_run_at_ms) as at from job_schedule where paused_at_ms is null`;

/** Whoever moves the next tick on has won this one. */
const MOVE_ON = `
update job_schedule set next_run_at_ms = ? where key = ? and next_run_at_ms = ? and paused_at_ms is null returning key`;

const COUNT = `update job_schedule set ran_day = ?, ran_times = ?, next_run_at_ms = ? where key = ?`;

const NOTE_RUN = `
insert into job_schedule_run (key, run_at_ms, job_id) values (?, ?, ?) on conflict (key, run_at_ms) do nothing`;

const FORGET_RUNS = `
delete from job_schedule_run where key = ? and run_at_ms < (
  select run_at_ms from job_schedule_run where key = ? order by run_at_ms desc limit 1 offset ${KEPT_RUNS - 1})`;

/**
 * Makes the stored schedules those that are configured. One that did not change keeps its next tick, also one that was missed;
 * how often each has come back today is counted on. @throws schedule_invalid
 */
export async function keepSchedules(tx: Tx, wanted: readonly Schedule[], nowMs: number): Promise<void> {
  for (const { key, kind, input, cron, timeZone, perDay = null } of wanted) {
    const [counted = { ranDay: null, ranTimes: 0 }] = await rows<Pick<CappedTimes, 'ranDay' | 'ranTimes'>>(
      tx,
      COUNTED,
      [key],
    );
    const next = nextTimeMs({ cron, timeZone, perDay, ...counted }, nowMs) ?? null;
    await rows(tx, UPSERT, [key, kind, JSON.stringify(input), cron, timeZone, next, perDay]);
  }
  await rows(tx, FORGET, [JSON.stringify(wanted.map(({ key }) => key))]);
}

/** Ticks that are due. Only reads. */
export function dueTicks(db: Database, nowMs: number): Promise<readonly DueTick[]> {
  return rows<DueTick>(db, DUE, [nowMs]);
}

/** When the next tick of any schedule is due. */
export async function nextScheduledMs(db: Database): Promise<number | undefined> {
  const [row] = await rows<{ at: number | null }>(db, NEXT, []);
  return row?.at ?? undefined;
}

/**
 * Takes a tick and moves its schedule on to the first one after now: of ticks that were missed while nothing ran, one is
 * made up for. The one that is the last of the day, by the cap, moves it on to the next day. @returns false when another
 * process was faster, or the day has had as many as it may
 */
export async function takeTick(
  tx: Tx,
  tick: DueTick,
  { nowMs, enqueue }: { nowMs: number; enqueue(): Promise<Enqueued> },
): Promise<boolean> {
  const won = await rows(tx, MOVE_ON, [nextTimeMs(tick, nowMs) ?? null, tick.key, tick.atMs]);
  if (won.length === 0 || isCapReached(tick, nowMs)) return false;
  const { id, outcome } = await enqueue();
  // where the job of an earlier tick has not ended nothing comes back, and nothing is counted
  if (outcome === 'added') {
    const counted = { ranDay: dayIn(tick.timeZone, nowMs), ranTimes: timesToday(tick, nowMs) + 1 };
    const next = nextTimeMs({ ...tick, ...counted }, nowMs) ?? null;
    await rows(tx, COUNT, [counted.ranDay, counted.ranTimes, next, tick.key]);
  }
  await noteRun(tx, { key: tick.key, atMs: tick.atMs, job: id });
  return true;
}

/** Notes which job a schedule made, and forgets the oldest of many. */
export async function noteRun(tx: Tx, { key, atMs, job }: { key: string; atMs: number; job: JobId }): Promise<void> {
  await rows(tx, NOTE_RUN, [key, atMs, job]);
  await rows(tx, FORGET_RUNS, [key, key]);
}
