import { z } from 'zod';

/** Flag of the commands that wait for the first answer. */
export const wait = z
  .number()
  .min(0)
  .max(3_600)
  .default(30)
  .describe('In the background: seconds until it has to have answered')
  .meta({ placeholder: 'seconds' });

/** Flag of the commands that stop the running process: ten seconds are for its jobs, the rest for what they started. */
export const grace = z
  .number()
  .min(2.5)
  .max(3_600)
  .default(20)
  .describe('Seconds that it gets to end by itself before it is killed')
  .meta({ placeholder: 'seconds' });

/** How a start in the background ends. */
export const startExits = {
  0: 'it answers, or has been running already',
  1: 'it did not start; the message says why',
  11: 'another process uses this library',
  12: 'started, but not verified yet: supervisor status looks again',
  13: 'too early: another start is going on, or the last one failed less than 10 s ago',
} as const;
