import type { ReactElement } from 'react';
import type { JobAttemptView, JobView } from '../../../../src/contract/job.ts';
import { CopyCode } from '../../parts/copy-code.tsx';
import { duration } from '../../words/duration.ts';
import { withoutPaths } from '../../words/path.ts';
import { exactTime, relativeTime, sinceWords } from '../../words/time.ts';
import { factText } from './fact-text.ts';

const OUTCOMES: Readonly<Record<NonNullable<JobAttemptView['outcome']>, { word: string; look: string }>> = {
  ok: { word: 'Done', look: 'text-ok' },
  retry: { word: 'Failed, tried again', look: 'text-warn' },
  failed: { word: 'Failed', look: 'text-bad' },
  snoozed: { word: 'Put off', look: 'text-muted' },
  blocked: { word: 'Blocked', look: 'text-warn' },
  cancelled: { word: 'Cancelled', look: 'text-muted' },
  timeout: { word: 'Took too long', look: 'text-bad' },
  lost: { word: 'Worker lost', look: 'text-bad' },
  released: { word: 'Given back', look: 'text-muted' },
};

/** Every attempt beside the others: outcome, worker, stages as a waterfall, what it said of itself. Newest first. */
export function AttemptColumns({ job, now }: { readonly job: JobView; readonly now: number }): ReactElement | null {
  if (job.attempts.length === 0) return null;
  const longest = Math.max(1, ...job.attempts.map((attempt) => spanOf(attempt, now)));
  return (
    <section aria-label="Attempts">
      <h2 className="mb-2 text-read font-strong">{job.attempts.length === 1 ? 'Attempt' : 'Attempts'}</h2>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(280px,1fr))] gap-4">
        {job.attempts.toReversed().map((attempt) => (
          <Attempt key={attempt.attempt} attempt={attempt} now={now} longest={longest} />
        ))}
      </div>
    </section>
  );
}

const spanOf = (attempt: JobAttemptView, now: number): number =>
  attempt.durationMs ?? Math.max(0, now - Date.parse(attempt.startedAt));

interface AttemptProps {
  readonly attempt: JobAttemptView;
  readonly now: number;
  /** All columns share one time axis, so that they can be compared. */
  readonly longest: number;
}

function Attempt({ attempt, now, longest }: AttemptProps): ReactElement {
  const end = attempt.outcome === null ? { word: 'Running', look: 'text-accent' } : OUTCOMES[attempt.outcome];
  return (
    <article
      aria-label={`Attempt ${attempt.attempt}`}
      className="flex min-w-0 flex-col gap-3 rounded-panel border border-line bg-surface p-4"
    >
      <header className="flex items-baseline gap-2">
        <h3 className="font-strong">Attempt {attempt.attempt}</h3>
        <span className={`flex-1 ${end.look}`}>{end.word}</span>
        <span className="text-muted tabular-nums">
          {attempt.durationMs === null ? sinceWords(attempt.startedAt, now) : duration(attempt.durationMs)}
        </span>
      </header>
      <p className="text-small text-muted tabular-nums" title={exactTime(attempt.startedAt)}>
        Started {relativeTime(attempt.startedAt, now)}
        {attempt.worker === null ? '' : ` on ${attempt.worker.host}, process ${attempt.worker.pid}`}
      </p>
      {attempt.problem === null ? null : (
        <p className="text-small [overflow-wrap:anywhere]">
          <CopyCode code={attempt.problem.code} /> {withoutPaths(attempt.problem.message)}
        </p>
      )}
      <Stages attempt={attempt} longest={longest} />
      <Facts facts={attempt.facts} />
    </article>
  );
}

/** Narrowest bar that can still be seen, percent. */
const THINNEST = 0.8;

function Stages({
  attempt,
  longest,
}: {
  readonly attempt: JobAttemptView;
  readonly longest: number;
}): ReactElement | null {
  if (attempt.stages.length === 0) return null;
  return (
    <ol aria-label="Stages" className="flex flex-col gap-2">
      {attempt.stages.map((stage) => (
        <li key={`${stage.startMs} ${stage.name}`}>
          <div className="flex items-baseline justify-between gap-2">
            <span className="min-w-0 truncate">{stage.name}</span>
            <span className="shrink-0 text-muted tabular-nums">{duration(stage.durationMs)}</span>
          </div>
          <div className="mt-1 h-1 rounded-round bg-hover">
            <div
              className="h-full rounded-round bg-accent-solid"
              style={{
                marginInlineStart: `${Math.min(100 - THINNEST, (stage.startMs / longest) * 100)}%`,
                width: `${Math.min(100, Math.max(THINNEST, (stage.durationMs / longest) * 100))}%`,
              }}
            />
          </div>
        </li>
      ))}
    </ol>
  );
}

function Facts({ facts }: { readonly facts: JobAttemptView['facts'] }): ReactElement | null {
  const rows = Object.entries(facts);
  if (rows.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 border-t border-line pt-3 text-small">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="text-end [overflow-wrap:anywhere] tabular-nums">{factText(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
