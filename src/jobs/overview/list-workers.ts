import { z } from 'zod';
import { isoTime, isoTimeOrNull } from '../../base/iso-time.ts';
import type { WorkerView } from '../../contract/job-overview.ts';
import { WorkerId } from '../../contract/ids.ts';
import type { Database } from '../../db/database.ts';

/** Workers gone longer ago are left out. */
const GONE_MS = 3_600_000;
/** More are never shown. */
const MOST = 200;

const Names = z.array(z.string());
const WorkerError = z.object({ code: z.string(), message: z.string() });

/**
 * Live workers first, then those gone within the hour, newest first. `freshMs`: a heartbeat older than this is lost, and
 * with it the right to its jobs.
 */
export async function listWorkers(db: Database, now: { atMs: number; freshMs: number }): Promise<WorkerView[]> {
  const found = await db
    .selectFrom('worker')
    .selectAll()
    .where((eb) => eb.or([eb('stopped_at_ms', 'is', null), eb('stopped_at_ms', '>', now.atMs - GONE_MS)]))
    .where('seen_at_ms', '>', now.atMs - 24 * GONE_MS)
    .orderBy('started_at_ms', 'desc')
    .limit(MOST)
    .execute();
  const kinds = await kindsOf(
    db,
    found.flatMap((row) => Names.parse(JSON.parse(row.running))),
  );
  const views = found.map((row): WorkerView => {
    const isStale = row.state !== 'stopped' && row.seen_at_ms < now.atMs - now.freshMs;
    const running = row.state === 'stopped' ? [] : Names.parse(JSON.parse(row.running));
    return {
      id: WorkerId.parse(row.id),
      host: row.host,
      pid: row.pid,
      state: isStale ? 'stale' : row.state,
      startedAt: isoTime(row.started_at_ms),
      seenAt: isoTime(row.seen_at_ms),
      stoppedAt: isoTimeOrNull(row.stopped_at_ms),
      queues: Names.parse(JSON.parse(row.queues)),
      lacks: Names.parse(JSON.parse(row.lacks)),
      running: running.map((id) => ({ id, kind: kinds.get(id) ?? '' })),
      rssBytes: row.rss_bytes,
      problem: row.error === null ? null : WorkerError.parse(JSON.parse(row.error)),
    };
  });
  return views.sort((a, b) => Number(isLive(b)) - Number(isLive(a)));
}

/** True for a worker that reports and has not stopped. */
export function isLive(worker: WorkerView): boolean {
  return worker.state !== 'stopped' && worker.state !== 'stale';
}

async function kindsOf(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const jobs = await db.selectFrom('job').select(['id', 'kind']).where('id', 'in', ids).execute();
  return new Map(jobs.map((job) => [job.id, job.kind]));
}
