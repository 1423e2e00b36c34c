import { sql } from 'kysely';
import { isoTime } from '../../base/iso-time.ts';
import { JobId } from '../../contract/ids.ts';
import type { JobProblem } from '../../contract/job.ts';
import type { Database } from '../../db/database.ts';
import { viewProblem } from './job-problem.ts';

/** Why a job failed, and when. */
export interface LastFailure {
  readonly id: JobId;
  readonly kind: string;
  readonly at: string;
  readonly problem: JobProblem;
}

/** The newest failure that nobody has mended or ignored; undefined without one. */
export async function lastFailure(db: Database): Promise<LastFailure | undefined> {
  const row = await db
    .selectFrom('job')
    .select(['id', 'kind', 'error', 'finished_at_ms'])
    .where('state', '=', sql.lit('failed')) // written out, so that the index of failures is used
    .where('ignored_at_ms', 'is', null)
    .orderBy('finished_at_ms', 'desc')
    .limit(1)
    .executeTakeFirst();
  const problem = viewProblem(row?.error ?? null);
  return row && problem
    ? { id: JobId.parse(row.id), kind: row.kind, at: isoTime(row.finished_at_ms ?? 0), problem }
    : undefined;
}
