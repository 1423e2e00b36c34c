import type { Config } from './config/schema.ts';
import type { RunWindow } from './jobs/run-window.ts';

/** When queues may start jobs, as it is configured. */
export function runWindowsOf({ jobs, schedules }: Config): Readonly<Record<string, RunWindow>> {
  const timeZone = schedules.timeZone === '' ? null : schedules.timeZone;
  const queues = new Set([...Object.keys(jobs.hours), ...jobs.whenIdle]);
  return Object.fromEntries(
    [...queues].map((queue) => [
      queue,
      { hours: jobs.hours[queue] ?? null, timeZone, whenIdle: jobs.whenIdle.includes(queue) },
    ]),
  );
}
