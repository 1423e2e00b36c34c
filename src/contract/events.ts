import { z } from 'zod';
import { JobPulse } from './job-overview.ts';
import { ActivityView } from './system.ts';

/** Server-sent events on `/api/events`: name → data. */
export const serverEvents = {
  /** Snapshot on connect, then whenever it changes, at most 4 a second. */
  activity: ActivityView,
  /** On connect, then whenever it changes, at most 4 a second: queues and running jobs. */
  jobs: JobPulse,
  /** Assets whose card changed (pictures ready, facts read); at most 500 ids, else `all`. */
  assets: z.object({ revision: z.string(), ids: z.array(z.string()), all: z.boolean() }),
};
