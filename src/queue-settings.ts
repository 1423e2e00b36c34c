import type { Config } from './config/schema.ts';
import type { QueueNaming } from './jobs/queue-naming.ts';

/** What is set for queues, by the names that they have in this process. */
export type QueueSettings = Pick<Config['jobs'], 'limits' | 'hours' | 'whenIdle'>;

/**
 * Settings name a queue as `jobs.queues` does, or as it is called by itself. New names hold only after a restart, while limits
 * and hours are followed at once: so both are taken back to the queue that is meant, and to its name of now.
 */
export function queueSettings({ jobs }: Config, { queueOf }: Pick<QueueNaming, 'queueOf'>): QueueSettings {
  const { queues, limits, hours, whenIdle } = jobs;
  const nameNow = (name: string): string => {
    const own = Object.hasOwn(queues, name) ? name : Object.keys(queues).find((one) => queues[one] === name);
    return own === undefined ? name : queueOf({ queue: own });
  };
  const named = <T>(settings: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(settings).map(([name, value]) => [nameNow(name), value]));
  return { limits: named(limits), hours: named(hours), whenIdle: whenIdle.map(nameNow) };
}
