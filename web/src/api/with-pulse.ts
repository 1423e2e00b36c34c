import type { z } from 'zod';
import type { serverEvents } from '../../../src/contract/events.ts';
import type { JobOverview } from '../../../src/contract/job-overview.ts';

/** The overview with what a push says has moved: the verdict, all counts, and what runs. */
export function withPulse(was: JobOverview, pulse: z.infer<typeof serverEvents.jobs>): JobOverview {
  const moved = new Map(pulse.queues.map((queue) => [queue.name, queue]));
  return {
    ...was,
    verdict: pulse.verdict,
    counts: pulse.counts,
    running: pulse.running,
    why: pulse.why,
    queues: was.queues.map((queue) => {
      const now = moved.get(queue.name);
      if (!now) return queue;
      return {
        ...queue,
        counts: now.counts,
        paused: now.paused ? queue.paused : null,
        why: now.counts.running > 0 ? null : queue.why,
      };
    }),
  };
}
