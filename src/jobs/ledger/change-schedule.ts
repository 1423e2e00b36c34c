import type { Updateable } from 'kysely';
import { AppError } from '../../base/errors.ts';
import type { Tx } from '../../db/database.ts';
import type { JobScheduleTable } from '../../db/tables/job.ts';

/** Pauses a schedule, or lets it go on. @throws schedule_not_found */
export async function changeSchedule(
  tx: Tx,
  key: string,
  set: Pick<Updateable<JobScheduleTable>, 'paused_at_ms'>,
): Promise<void> {
  const found = await tx.updateTable('job_schedule').set(set).where('key', '=', key).returning('key').execute();
  if (found.length === 0) throw new AppError('schedule_not_found', 'There is no such schedule', { details: { key } });
}
