import { AppError } from '../base/errors.ts';
import type { ScheduleRun } from '../contract/schedule-run.ts';
import type { Database } from '../db/database.ts';
import { inTransaction } from '../db/transaction.ts';
import type { JobSink } from './engine.ts';
import type { AnyKind } from './kind.ts';
import { noteRun } from './ledger/schedules.ts';

interface RunNeeds {
  readonly db: Database;
  readonly sink: JobSink;
  readonly kinds: readonly AnyKind[];
  /** Whether running a kind with this input would change anything, as far as that can be told before. */
  hasWork(kind: AnyKind, input: unknown): Promise<boolean>;
}

/**
 * Puts the job of a schedule in line now, besides its times: also while it is paused, and the next time stays. Where nothing
 * is left to do, or an earlier job has not ended, nothing is started. @throws schedule_not_found · job_kind_unknown · queue_full
 */
export async function runScheduleNow(needs: RunNeeds, key: string, nowMs: number): Promise<ScheduleRun> {
  const row = await needs.db.selectFrom('job_schedule').selectAll().where('key', '=', key).executeTakeFirst();
  if (!row) throw new AppError('schedule_not_found', 'There is no such schedule', { details: { key } });
  const kind = needs.kinds.find((one) => one.kind === row.kind);
  if (!kind) throw new AppError('job_kind_unknown', 'The schedule is of another version', { details: { key } });
  const input: unknown = JSON.parse(row.payload);
  if (!(await needs.hasWork(kind, input))) return { schedule: key, started: false, reason: 'nothing_to_do', job: null };
  return await inTransaction(needs.db, async (tx) => {
    const [job] = await needs.sink.enqueue([{ kind, input }], tx);
    if (!job) throw new AppError('bug', 'Nothing was put in line');
    if (job.outcome === 'duplicate') return { schedule: key, started: false, reason: 'under_way', job: job.id };
    await noteRun(tx, { key, atMs: nowMs, job: job.id });
    return { schedule: key, started: true, reason: null, job: job.id };
  });
}
