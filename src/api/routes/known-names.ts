import { closest } from 'fastest-levenshtein';
import { AppError } from '../../base/errors.ts';
import type { JobFilter } from '../../contract/job.ts';
import type { ApiNeeds } from '../api-needs.ts';

/** A mistyped name would be paused, and nothing else. @throws queue_unknown */
export async function assertQueue({ overview }: ApiNeeds, name: string): Promise<void> {
  const names = (await overview.pulse()).queues.map((queue) => queue.name);
  if (names.includes(name)) return;
  throw new AppError('queue_unknown', `There is no queue ${name}; there are ${names.join(', ')}`);
}

/** Names the schedules that there are, where one is mistyped. @throws schedule_not_found */
export async function assertSchedule({ reader }: ApiNeeds, key: string): Promise<void> {
  const found = await reader.selectFrom('job_schedule').select('key').orderBy('key').execute();
  const names = found.map((row) => row.key);
  if (names.includes(key)) return;
  const known = names.length === 0 ? 'no worker has run here yet' : `there are ${names.join(', ')}`;
  throw new AppError('schedule_not_found', `There is no schedule ${key}; ${known}`, { details: { key } });
}

/** "Nothing matches" of a mistyped name would be taken for "nothing is left"; looked at where nothing was found. @throws queue_unknown · kind_unknown */
export async function assertNames(needs: ApiNeeds, { queue, kind }: JobFilter): Promise<void> {
  if (queue !== undefined) await assertQueue(needs, queue);
  const kinds = needs.kinds.map((one) => one.kind);
  if (kind === undefined || kinds.includes(kind)) return;
  const nearest = kinds.length === 0 ? '' : `; the nearest is ${closest(kind, kinds)}`;
  throw new AppError('kind_unknown', `There is no kind ${kind}${nearest}`);
}
