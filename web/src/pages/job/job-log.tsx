import type { ReactElement } from 'react';
import type { JobEventView } from '../../../../src/contract/job.ts';
import { withoutPaths } from '../../words/path.ts';
import { clockTime, exactTime } from '../../words/time.ts';

const LOOKS = { debug: 'text-muted', info: '', warn: 'text-warn', error: 'text-bad' } as const;

/** What was written down of a job, in order: what happened to it, and the lines of its handler. */
export function JobLog({ events }: { readonly events: readonly JobEventView[] }): ReactElement | null {
  if (events.length === 0) return null;
  return (
    <section aria-label="Log">
      <h2 className="mb-2 text-read font-strong">Log</h2>
      <ol
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so keys must reach it
        tabIndex={0}
        aria-label="Log lines"
        className="max-h-80 overflow-y-auto rounded-panel border border-line bg-surface py-2 font-code text-small"
      >
        {events.map((event) => (
          <li key={event.seq} className="grid grid-cols-[auto_auto_minmax(0,1fr)] gap-3 px-4 py-0.5">
            <time dateTime={event.at} title={exactTime(event.at)} className="text-muted tabular-nums">
              {clockTime(event.at)}
            </time>
            <span className="w-14 text-muted max-[560px]:hidden">
              {event.attempt === 0 ? '' : `try ${event.attempt}`}
            </span>
            <span className={`[overflow-wrap:anywhere] ${event.level === null ? '' : LOOKS[event.level]}`}>
              {withoutPaths(event.text)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
