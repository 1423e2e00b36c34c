import type { Selectable } from 'kysely';
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { JobId } from '../../contract/ids.ts';
import type { Database } from '../../db/database.ts';
import type { JobAttemptTable, JobTable } from '../../db/tables/job.ts';
import type { JobFilter } from '../engine.ts';
import type { JobDetails, JobError, JobLogLine, JobRecord } from '../job-record.ts';

const StoredError = z.object({
  code: z.string(),
  message: z.string(),
  class: z.enum(['transient', 'permanent', 'busy', 'dependency']).optional(),
  cause: z.string().optional(),
});
const Stages = z.array(z.tuple([z.string(), z.number()]));
const Facts = z.record(z.string(), z.unknown());
const Line = z.object({
  level: z.enum(['debug', 'info', 'warn', 'error']),
  message: z.string(),
  fields: Facts.default({}),
});

/** Newest first. */
export async function listJobs(
  db: Database,
  filter: JobFilter,
  page: { limit: number; before?: JobId },
): Promise<readonly JobRecord[]> {
  let query = db.selectFrom('job').selectAll().orderBy('id', 'desc').limit(page.limit);
  if (page.before !== undefined) query = query.where('id', '<', page.before);
  if (filter.queue !== undefined) query = query.where('queue', '=', filter.queue);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  if (filter.assetId !== undefined) query = query.where('asset_id', '=', filter.assetId);
  if (filter.sessionId !== undefined) query = query.where('session_id', '=', filter.sessionId);
  return (await query.execute()).map(viewJob);
}

/** One job with all its attempts, first one first, and its log. @throws job_not_found */
export async function getJob(db: Database, id: JobId): Promise<JobDetails> {
  const row = await db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new AppError('job_not_found', 'There is no such job', { details: { id } });
  const attempts = await db.selectFrom('job_attempt').selectAll().where('job_id', '=', id).orderBy('attempt').execute();
  return {
    ...viewJob(row),
    attempts: [...attempts, ...runningAttempt(row)].map((a) => ({
      attempt: a.attempt,
      worker: a.worker_id,
      startedAtMs: a.started_at_ms,
      endedAtMs: a.ended_at_ms,
      outcome: a.outcome,
      error: viewError(a.error),
      stages: a.stages === null ? [] : Stages.parse(JSON.parse(a.stages)),
      facts: a.facts === null ? {} : Facts.parse(JSON.parse(a.facts)),
    })),
    log: await readLog(db, id),
  };
}

/** The attempt that runs has no row yet: the job says who runs it. */
export function runningAttempt(job: Selectable<JobTable>): readonly Selectable<JobAttemptTable>[] {
  if (job.state !== 'running' || job.worker_id === null || job.started_at_ms === null) return [];
  const { id, attempt, worker_id, started_at_ms } = job;
  const open = { ended_at_ms: null, outcome: null, error: null, stages: null, facts: null };
  return [{ job_id: id, attempt, worker_id, started_at_ms, ...open }];
}

async function readLog(db: Database, id: JobId): Promise<readonly JobLogLine[]> {
  const lines = await db
    .selectFrom('job_event')
    .select(['attempt', 'at_ms', 'data'])
    .where('job_id', '=', id)
    .where('type', '=', 'log')
    .orderBy('seq')
    .execute();
  return lines.map((line) => ({
    attempt: line.attempt,
    atMs: line.at_ms,
    ...Line.parse(JSON.parse(line.data ?? '{}')),
  }));
}

function viewJob(row: Selectable<JobTable>): JobRecord {
  return {
    id: JobId.parse(row.id),
    queue: row.queue,
    kind: row.kind,
    state: row.state,
    priority: row.priority,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    countedFailures: row.counted_failures,
    assetId: row.asset_id,
    sessionId: row.session_id,
    payload: JSON.parse(row.payload),
    progress: { done: row.progress_done, total: row.progress_total },
    result: row.result === null ? null : JSON.parse(row.result),
    error: viewError(row.error),
    cancelRequested: row.cancel_requested_at_ms !== null,
    runAtMs: row.run_at_ms,
    createdAtMs: row.created_at_ms,
    startedAtMs: row.started_at_ms,
    finishedAtMs: row.finished_at_ms,
  };
}

function viewError(text: string | null): JobError | null {
  return text === null ? null : StoredError.parse(JSON.parse(text));
}
