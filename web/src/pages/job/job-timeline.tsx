import type { ReactElement } from 'react';
import type { JobView } from '../../../../src/contract/job.ts';
import { duration } from '../../words/duration.ts';
import { exactTime, relativeTime } from '../../words/time.ts';
import { timelineSteps } from './timeline-steps.ts';

const DOTS = {
  plain: 'border-2 border-wait bg-surface',
  now: 'bg-accent-solid',
  ok: 'bg-ok',
  warn: 'bg-warn rounded-none!',
  bad: 'bg-bad rotate-45 rounded-none!',
} as const;

/** The life of a job as a line of steps, each with the time since the one before. */
export function JobTimeline({ job, now }: { readonly job: JobView; readonly now: number }): ReactElement {
  const steps = timelineSteps(job);
  return (
    <section aria-label="Timeline">
      <h2 className="mb-3 text-read font-strong">Timeline</h2>
      <ol className="flex flex-wrap gap-y-4">
        {steps.map((step, i) => {
          const before = steps[i - 1];
          return (
            <li key={step.key} className="min-w-32 flex-1 pe-4">
              <div aria-hidden className="mb-2 flex items-center gap-2">
                <span className={`size-2.5 shrink-0 rounded-round ${DOTS[step.look]}`} />
                <span className={`h-px flex-1 ${i === steps.length - 1 ? '' : 'bg-line'}`} />
              </div>
              <p className="font-strong">{step.word}</p>
              <p className="text-small text-muted tabular-nums" title={exactTime(step.at)}>
                {before === undefined
                  ? relativeTime(step.at, now)
                  : `+${duration(Math.max(0, Date.parse(step.at) - Date.parse(before.at)))}`}
              </p>
              {step.note === null ? null : <p className="text-small text-muted">{step.note}</p>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
