import { z } from 'zod';
import { kindNames, ownQueues } from '../../base/kind-names.ts';
import { restart } from './reload.ts';
import { heedNames } from './work-names.ts';

/** What a queue may be called: a word that reads well on a page, in a command, an address and a metric. */
const name = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,23}$/, 'has to be a small letter, then up to 23 small letters, digits, - or _');

/** What the queues are called, by the names that they have by themselves. */
export const queues = z
  .strictObject(Object.fromEntries(ownQueues.map((own) => [own, named(own)])))
  .superRefine(heedNames);

function named(own: string): z.ZodType<string, string | undefined> {
  const work = Object.values(kindNames).flatMap(({ queue, words }) => (queue === own ? [words] : []));
  return name
    .default(own)
    .describe(
      `Name of the queue of: ${work.join('; ')}. Those of one name are one queue, with one pause, limit and hours`,
    )
    .meta(restart);
}
