import { isoTime } from '../../base/iso-time.ts';
import type { JobStats } from '../../contract/job-overview.ts';
import type { Database } from '../../db/database.ts';
import type { JobStatTable } from '../../db/tables/job.ts';

const MINUTE_MS = 60_000;
/** Attempts that say something is wrong. */
const FAULTS: ReadonlySet<string> = new Set(['failed', 'retry', 'timeout', 'lost']);
/** An ETA is told from this many minutes. */
const PACE_MINUTES = 5;

/** Attempts that ended, one row a minute, kind and outcome. */
export interface Throughput {
  /** Start of the first minute. */
  readonly fromMs: number;
  readonly minutes: number;
  readonly stats: readonly JobStatTable[];
}

/** The statistics of the last `minutes` whole minutes and the one that runs. */
export async function readThroughput(db: Database, ask: { nowMs: number; minutes: number }): Promise<Throughput> {
  const fromMs = Math.floor(ask.nowMs / MINUTE_MS) * MINUTE_MS - (ask.minutes - 1) * MINUTE_MS;
  const stats = await db.selectFrom('job_stat').selectAll().where('minute', '>=', fromMs).execute();
  return { fromMs, minutes: ask.minutes, stats };
}

/** Counts a minute of what matches, oldest first. */
export function perMinute(from: Throughput, matches: (row: JobStatTable) => boolean): number[] {
  const series = Array.from({ length: from.minutes }, () => 0);
  for (const row of from.stats) {
    const at = (row.minute - from.fromMs) / MINUTE_MS;
    if (matches(row) && at in series) series[at] = (series[at] ?? 0) + row.count;
  }
  return series;
}

/** True for an attempt that ended its job well. */
export function isDone(row: JobStatTable): boolean {
  return row.outcome === 'ok';
}

/** True for an attempt that went wrong. */
export function isFault(row: JobStatTable): boolean {
  return FAULTS.has(row.outcome);
}

/** Milliseconds until `due` jobs are done at the pace of the last minutes; null while nothing was done in them. */
export function etaMs(series: readonly number[], due: number): number | null {
  if (due === 0) return 0;
  const window = series.slice(-PACE_MINUTES - 1, -1);
  // What has just begun had no pace before.
  const recent = window.slice(
    Math.max(
      0,
      window.findIndex((count) => count > 0),
    ),
  );
  const done = recent.reduce((sum, count) => sum + count, 0);
  return done === 0 ? null : Math.round((due / done) * recent.length * MINUTE_MS);
}

/** Ended attempts by kind, busiest first. */
export function viewStats(from: Throughput): JobStats {
  const names = new Map(from.stats.map((row) => [`${row.queue} ${row.kind}`, row]));
  const kinds = [...names.values()].map(({ kind, queue }) => {
    const mine = from.stats.filter((row) => row.kind === kind && row.queue === queue);
    const count = sum(mine, (row) => row.count);
    const mean = (of: (row: JobStatTable) => number): number | null => (count === 0 ? null : sum(mine, of) / count);
    return {
      kind,
      queue,
      count,
      failed: sum(mine.filter(isFault), (row) => row.count),
      meanWaitMs: mean((row) => row.wait_ms),
      meanRunMs: mean((row) => row.run_ms),
      perMinute: perMinute({ ...from, stats: mine }, isDone),
    };
  });
  return { fromAt: isoTime(from.fromMs), minutes: from.minutes, kinds: kinds.sort((a, b) => b.count - a.count) };
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}
