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

/** "Nothing matches" of a mistyped name would be taken for "nothing is left"; looked at where nothing was found. @throws queue_unknown · kind_unknown */
export async function assertNames(needs: ApiNeeds, { queue, kind }: JobFilter): Promise<void> {
  if (queue !== undefined) await assertQueue(needs, queue);
  const kinds = needs.kinds.map((one) => one.kind);
  if (kind === undefined || kinds.includes(kind)) return;
  const nearest = kinds.length === 0 ? '' : `; the nearest is ${closest(kind, kinds)}`;
  throw new AppError('kind_unknown', `There is no kind ${kind}${nearest}`);
}
