import type { Config } from './config/schema.ts';
import { kinds } from './kinds.ts';
import type { RunWindow } from './jobs/run-window.ts';

/** When queues may start jobs, as it is configured. */
export function runWindowsOf({ jobs, schedules }: Config): Readonly<Record<string, RunWindow>> {
  const timeZone = schedules.timeZone === '' ? null : schedules.timeZone;
  const off = new Set<string>(kinds.map(({ queue }) => queue).filter((queue) => jobs.limits[queue] === 0));
  const queues = new Set([...Object.keys(jobs.hours), ...jobs.whenIdle, ...off]);
  return Object.fromEntries(
    [...queues].map((queue) => [
      queue,
      {
        hours: jobs.hours[queue] ?? null,
        timeZone,
        whenIdle: jobs.whenIdle.includes(queue),
        isOff: off.has(queue),
      },
    ]),
  );
}
