import { isoTime } from '../../base/iso-time.ts';
import { countOf } from '../../contract/count-words.ts';
import type { JobState, WhyNot } from '../../contract/job.ts';
import type { QueueCounts } from '../../contract/job-overview.ts';
import { type QueueFacts, sayOf, whyNot, whyServiceIsDown } from './why-not.ts';

/** One job as its page explains it. */
export interface JobFacts {
  readonly state: JobState;
  readonly attempt: number;
  readonly runAtMs: number;
  readonly code: string | null;
  readonly parentsOpen: number;
  /** Services of its own that are down. */
  readonly down: QueueFacts['down'];
}

const ONE_BLOCKED: QueueCounts = { ready: 0, delayed: 0, blocked: 1, waiting: 0, running: 0, failed: 0 };

/** Why one job does not run: its own reason first, that of its queue when it is due. */
export function whyJobNot(job: JobFacts, queue: QueueFacts, nowMs: number): WhyNot {
  const say = sayOf(queue.queue);
  switch (job.state) {
    case 'done':
      return say('ended', 'It is done');
    case 'failed':
      return say('ended', 'It has failed');
    case 'cancelled':
      return say('ended', 'It was cancelled');
    case 'running':
      return say('running', 'It runs');
    case 'held':
      return say('held', 'A person holds it', { cure: 'Release it' });
    case 'waiting':
      return say('waits-for-jobs', `It waits for ${countOf(job.parentsOpen, 'job')} to end`);
    case 'blocked':
      return whyServiceIsDown({ ...queue, counts: ONE_BLOCKED, down: job.down }, say);
    default:
      if (job.runAtMs > nowMs) return whyLater(job, say);
      return job.down.length > 0
        ? whyServiceIsDown({ ...queue, counts: ONE_BLOCKED, down: job.down }, say)
        : whyNot(queue, nowMs);
  }
}

function whyLater(job: JobFacts, say: ReturnType<typeof sayOf>): WhyNot {
  const at = { untilMs: job.runAtMs };
  if (job.attempt === 0 || job.code === null)
    return say('scheduled-later', `It is planned for ${isoTime(job.runAtMs)}`, at);
  return say('retry-later', `It failed with ${job.code} and is tried again`, at);
}
