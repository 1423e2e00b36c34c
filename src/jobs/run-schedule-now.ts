import { AppError } from '../base/errors.ts';
import type { JobId } from '../contract/ids.ts';
import type { Database } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import type { JobSink } from './engine.ts';
import type { AnyKind } from './kind.ts';
import { noteRun } from './ledger/schedules.ts';

interface RunNeeds {
  readonly db: Database;
  readonly sink: JobSink;
  readonly kinds: readonly AnyKind[];
}

/**
 * Puts the job of a schedule in line now, besides its times: also while it is paused, and the next time stays.
 * @returns the job, or the unfinished one there is already @throws schedule_not_found · job_kind_unknown
 */
export async function runScheduleNow(needs: RunNeeds, key: string, nowMs: number): Promise<JobId> {
  return await inTransaction(needs.db, async (tx) => {
    const row = await tx.selectFrom('job_schedule').selectAll().where('key', '=', key).executeTakeFirst();
    if (!row) throw new AppError('schedule_not_found', 'There is no such schedule', { details: { key } });
    const kind = needs.kinds.find((one) => one.kind === row.kind);
    if (!kind) throw new AppError('job_kind_unknown', 'The schedule is of another version', { details: { key } });
    const [job] = await needs.sink.enqueue([{ kind, input: JSON.parse(row.payload) }], tx);
    if (!job) throw new AppError('bug', 'Nothing was put in line');
    await noteRun(tx, { key, atMs: nowMs, job: job.id });
    return job.id;
  });
}
