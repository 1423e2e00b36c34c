import { sql } from 'kysely';
import type { Database } from '../../db/database.ts';
import { viewProblem } from '../../jobs/overview/job-problem.ts';
import { readLog } from '../logs/read-log.ts';

/** Something that went wrong once: an attempt of a job, or a line of the log. */
export interface Fault {
  readonly code: string;
  /** Kind of the job, or component of the log. */
  readonly source: string;
  readonly atMs: number;
  readonly text: string;
  readonly jobId: string | null;
  /** There is no record of the job any more. */
  readonly isRemoved: boolean;
  readonly assetId: string | null;
  /** What the job needs is away, rather than broken. */
  readonly isAway: boolean;
  /** Its job ended as failed, and still is. */
  readonly isFinal: boolean;
  /** A line of the log that is graver than a warning. */
  readonly isGrave: boolean;
}

/** A time span, milliseconds UTC; `toMs` is not in it. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** More of one day are not looked at; the newest are. */
const MOST = 20_000;
const LOG_PAGE = 500;

interface Row {
  readonly kind: string;
  readonly job_id: string;
  readonly asset_id: string | null;
  readonly at_ms: number;
  readonly is_final: number;
  readonly is_removed: number;
  readonly error: string;
}

/** Attempts that ended with an error, newest first, also of jobs whose records were removed since. */
export async function jobFaults(db: Database, { fromMs, toMs }: Span): Promise<Fault[]> {
  const { rows } = await sql<Row>`
    select job.kind, job_attempt.job_id, job.asset_id, job_attempt.ended_at_ms as at_ms, job_attempt.error,
      case when job.state = 'failed' and job.attempt = job_attempt.attempt then 1 else 0 end as is_final,
      0 as is_removed
    from job_attempt join job on job.id = job_attempt.job_id
    where job_attempt.error is not null and job_attempt.ended_at_ms >= ${fromMs} and job_attempt.ended_at_ms < ${toMs}
    union all
    select kind, job_id, asset_id, at_ms, error, is_final, 1 as is_removed
    from job_fault
    where at_ms >= ${fromMs} and at_ms < ${toMs} and not exists (select 1 from job where job.id = job_fault.job_id)
    order by at_ms desc limit ${sql.lit(MOST)}`.execute(db);
  return rows.map((row) => {
    const problem = viewProblem(row.error);
    return {
      code: problem?.code ?? 'unexpected',
      source: row.kind,
      atMs: row.at_ms,
      text: problem?.message ?? '',
      jobId: row.job_id,
      isRemoved: row.is_removed === 1,
      assetId: row.asset_id,
      isAway: problem?.cause === 'dependency',
      isFinal: row.is_final === 1,
      isGrave: false,
    };
  });
}

/** Warnings and errors of the log that are about no job: those of jobs are told by their attempts. */
export async function logFaults(folder: string, span: Span): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await readLog(folder, { level: 'warn' }, { cursor, limit: LOG_PAGE });
    for (const line of page.rows) {
      const atMs = Date.parse(line.at);
      if (atMs < span.fromMs) return faults;
      if (atMs >= span.toMs || line.job !== null) continue;
      faults.push({
        code: line.code ?? 'unexpected',
        source: line.component ?? 'log',
        atMs,
        text: line.message,
        jobId: null,
        isRemoved: false,
        assetId: null,
        isAway: false,
        isFinal: false,
        isGrave: line.level === 'error',
      });
      if (faults.length >= MOST) return faults;
    }
    cursor = page.next;
    if (cursor === undefined) return faults;
  }
}
