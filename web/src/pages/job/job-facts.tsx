import type { ReactElement } from 'react';
import type { JobView } from '../../../../src/contract/job.ts';
import { UNKNOWN } from '../../words/number.ts';
import { exactTime } from '../../words/time.ts';

/** The numbers behind a job, for those who want to know. */
export function JobFacts({ job }: { readonly job: JobView }): ReactElement {
  const rows: readonly (readonly [string, string])[] = [
    ['Kind', job.kind],
    ['Priority', String(job.priority)],
    ['Unique key', job.uniqueKey ?? UNKNOWN],
    ['Failures that count', `${job.countedFailures} of ${job.maxAttempts}`],
    ['Lost with a worker', String(job.lost)],
    ['Queued', exactTime(job.createdAt)],
    ['Not before', exactTime(job.runAt)],
    ['Started', job.startedAt === null ? UNKNOWN : exactTime(job.startedAt)],
    ['Ended', job.finishedAt === null ? UNKNOWN : exactTime(job.finishedAt)],
    ['Group', job.groupId ?? UNKNOWN],
  ];
  return (
    <details className="rounded-panel border border-line bg-surface">
      <summary className="flex h-10 items-center rounded-panel px-4 font-strong hover:bg-hover pointer-coarse:h-11">
        Record
      </summary>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 border-t border-line px-4 py-3">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="[overflow-wrap:anywhere] tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
