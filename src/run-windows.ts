import type { Config } from './config/schema.ts';
import { kinds } from './kinds.ts';
import type { QueueNaming } from './jobs/queue-naming.ts';
import type { RunWindow } from './jobs/run-window.ts';
import { queueSettings } from './queue-settings.ts';

/** When queues may start jobs, as it is configured. */
export function runWindowsOf(
  config: Config,
  naming: Pick<QueueNaming, 'queueOf'>,
): Readonly<Record<string, RunWindow>> {
  const { timeZone } = config.schedules;
  const { limits, hours, whenIdle } = queueSettings(config, naming);
  const off = new Set(kinds.map((kind) => naming.queueOf(kind)).filter((queue) => limits[queue] === 0));
  const queues = new Set([...Object.keys(hours), ...whenIdle, ...off]);
  return Object.fromEntries(
    [...queues].map((queue) => [
      queue,
      {
        hours: hours[queue] ?? null,
        timeZone: timeZone === '' ? null : timeZone,
        whenIdle: whenIdle.includes(queue),
        isOff: off.has(queue),
      },
    ]),
  );
}
