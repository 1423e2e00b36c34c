import type { JobEventView, JobView } from '../../../../src/contract/job.ts';
import { serviceWord } from '../../../../src/contract/need-words.ts';

/** A step of a job's life, ready to be drawn. */
export interface TimelineStep {
  readonly key: string;
  readonly at: string;
  readonly word: string;
  readonly note: string | null;
  readonly look: 'plain' | 'now' | 'ok' | 'warn' | 'bad';
}

type Look = TimelineStep['look'];

const ENDS: Readonly<Record<NonNullable<JobView['attempts'][number]['outcome']>, { word: string; look: Look }>> = {
  ok: { word: 'Done', look: 'ok' },
  retry: { word: 'Failed, tried again', look: 'warn' },
  failed: { word: 'Failed', look: 'bad' },
  snoozed: { word: 'Put off', look: 'plain' },
  blocked: { word: 'Blocked', look: 'warn' },
  cancelled: { word: 'Cancelled', look: 'plain' },
  timeout: { word: 'Took too long', look: 'bad' },
  lost: { word: 'Worker lost', look: 'bad' },
  released: { word: 'Given back', look: 'plain' },
};

/** What people did; starts and ends come from the attempts themselves. */
const TOLD: Partial<Readonly<Record<JobEventView['type'], { word: string; look: Look }>>> = {
  cancel_asked: { word: 'Asked to cancel', look: 'warn' },
  retried: { word: 'Retried by a person', look: 'plain' },
  held: { word: 'Held by a person', look: 'plain' },
  released: { word: 'Released', look: 'plain' },
  prioritised: { word: 'Moved in its queue', look: 'plain' },
  ignored: { word: 'Ignored', look: 'plain' },
  shown: { word: 'Shown again', look: 'plain' },
  undone: { word: 'Taken back', look: 'plain' },
};

/** Steps beyond this are left out in the middle. */
const MOST = 14;

/** The life of a job in order: queued, each start and end, and what came in between. */
export function timelineSteps(job: JobView): TimelineStep[] {
  const steps: TimelineStep[] = [
    { key: 'queued', at: job.createdAt, word: 'Queued', note: null, look: 'plain' },
    ...job.events.flatMap((event) => {
      const told = TOLD[event.type];
      return told ? [{ key: `e${event.seq}`, at: event.at, note: null, ...told }] : [];
    }),
    ...job.attempts.flatMap((attempt) => {
      const runs = attempt.endedAt === null;
      const many = job.attempts.length > 1;
      const start: TimelineStep = {
        key: `s${attempt.attempt}`,
        at: attempt.startedAt,
        word: runs ? 'Running' : 'Started',
        note: many || attempt.attempt > 1 ? `Attempt ${attempt.attempt}` : null,
        look: runs ? 'now' : 'plain',
      };
      if (attempt.endedAt === null || attempt.outcome === null) return [start];
      const end = ENDS[attempt.outcome];
      return [start, { key: `x${attempt.attempt}`, at: attempt.endedAt, note: attempt.problem?.code ?? null, ...end }];
    }),
  ];
  const ordered = steps.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const last = ordered.at(-1);
  if (job.state === 'cancelled' && job.finishedAt !== null && last?.word !== 'Cancelled')
    ordered.push({ key: 'cancelled', at: job.finishedAt, word: 'Cancelled', note: null, look: 'plain' });
  if (job.state === 'scheduled' || job.state === 'blocked')
    ordered.push({
      key: 'next',
      at: job.runAt,
      word: job.state === 'blocked' ? 'Blocked' : 'Next start',
      note: job.blockedOn === null ? null : `Waits for ${serviceWord(job.blockedOn)}`,
      look: 'now',
    });
  return shortened(ordered);
}

function shortened(steps: TimelineStep[]): TimelineStep[] {
  if (steps.length <= MOST) return steps;
  const head = steps.slice(0, 5);
  const tail = steps.slice(-(MOST - 6));
  const gone = steps.length - head.length - tail.length;
  const gap: TimelineStep = {
    key: 'gap',
    at: head.at(-1)?.at ?? '',
    word: `${gone} more steps`,
    note: 'See the attempts below',
    look: 'plain',
  };
  return [...head, gap, ...tail];
}
