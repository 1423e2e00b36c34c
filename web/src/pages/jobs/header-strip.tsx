import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { WhyNot } from '../../../../src/contract/job.ts';
import type { JobOverview } from '../../../../src/contract/job-overview.ts';
import { timeLeft } from '../../words/duration.ts';
import { count, UNKNOWN } from '../../words/number.ts';
import { sinceWords } from '../../words/time.ts';
import type { JobsSearch } from './jobs-search.ts';

interface HeaderStripProps {
  readonly overview: JobOverview;
  readonly now: number;
}

/** The whole in one line: the verdict, the counts, how fast, how late. */
export function HeaderStrip({ overview, now }: HeaderStripProps): ReactElement {
  const { counts, queues, workers } = overview;
  const live = workers.filter(({ state }) => state !== 'stopped' && state !== 'stale').length;
  const perMinute = lastFive(overview);
  const oldest = queues
    .map(({ oldestDueAt }) => oldestDueAt)
    .filter((at) => at !== null)
    .sort()[0];
  const figures: readonly { word: string; value: string; look?: string; search: JobsSearch; hint?: string }[] = [
    { word: 'Running', value: count(counts.running), search: { tab: 'running' } },
    { word: 'Waiting', value: count(counts.ready + counts.waiting), search: { tab: 'waiting' } },
    { word: 'Delayed', value: count(counts.delayed), search: { tab: 'waiting', state: 'scheduled' } },
    {
      word: 'Blocked',
      value: count(counts.blocked),
      look: counts.blocked > 0 ? 'text-warn' : '',
      search: { tab: 'waiting', state: 'blocked' },
    },
    {
      word: 'Failed',
      value: count(counts.failed),
      look: counts.failed > 0 ? 'text-bad' : '',
      search: { tab: 'failed' },
    },
    {
      word: live === 1 ? 'Worker' : 'Workers',
      value: count(live),
      look: live === 0 ? 'text-bad' : '',
      search: { tab: 'workers' },
      hint: `${countOf(live, 'worker')} alive`,
    },
  ];
  return (
    <section aria-label="Now" className="flex flex-wrap items-start gap-x-6 gap-y-3">
      <Verdict overview={overview} />
      <ul className="flex flex-1 flex-wrap gap-x-2 gap-y-2 max-[720px]:-ms-2 max-[720px]:grid max-[720px]:basis-full max-[720px]:grid-cols-3">
        {figures.map(({ word, value, look, search, hint }) => (
          <li key={word}>
            <Link
              to="/jobs"
              search={search}
              replace
              resetScroll={false}
              title={hint}
              className="block min-w-16 rounded-control px-2 py-1 hover:bg-hover"
            >
              <span className={`block text-title font-strong tabular-nums ${look ?? ''}`}>{value}</span>
              <span className="block text-small text-muted">{word}</span>
            </Link>
          </li>
        ))}
      </ul>
      <dl className="grid grid-cols-[auto_auto] gap-x-3 text-small text-muted tabular-nums max-[720px]:grid-flow-col max-[720px]:grid-cols-none max-[720px]:grid-rows-2 max-[720px]:gap-x-6 max-[720px]:[&>dd]:text-start">
        <dt>Pace</dt>
        <dd className="text-end text-text">{perMinute === 0 ? UNKNOWN : `${count(perMinute)}/min`}</dd>
        <dt>Oldest waits</dt>
        <dd className="text-end text-text">{oldest === undefined ? UNKNOWN : sinceWords(oldest, now)}</dd>
        <dt>Left</dt>
        <dd className="text-end text-text">{longestEta(overview)}</dd>
      </dl>
    </section>
  );
}

function lastFive({ queues }: JobOverview): number {
  const sum = queues.reduce((all, { perMinute }) => all + perMinute.slice(-5).reduce((a, b) => a + b, 0), 0);
  return sum === 0 ? 0 : Math.max(1, sum / 5);
}

/** Queues are worked side by side: the whole is done when the slowest is. */
function longestEta({ queues }: JobOverview): string {
  const etas = queues.map(({ etaMs }) => etaMs ?? 0).filter((eta) => eta > 0);
  return etas.length === 0 ? UNKNOWN : (timeLeft(Math.max(...etas))?.replace(' left', '') ?? UNKNOWN);
}

const VERDICTS: Readonly<Record<JobOverview['verdict'], { look: string; dot: string; word: string; hint: string }>> = {
  processing: { look: 'text-ok', dot: 'bg-ok', word: 'Working', hint: 'Jobs are running' },
  idle: { look: 'text-muted', dot: 'border border-wait', word: 'Idle', hint: 'Nothing is due' },
  pending: {
    look: 'text-warn',
    dot: 'bg-warn rounded-none!',
    word: 'Pending',
    hint: 'Jobs are due and about to start',
  },
  stalled: {
    look: 'text-bad',
    dot: 'bg-bad rotate-45 rounded-none!',
    word: 'Stalled',
    hint: 'A due job has waited over 30 s and no live worker takes it',
  },
  stopped: {
    look: 'text-muted',
    dot: 'border border-wait rounded-none!',
    word: 'Stopped',
    hint: 'No worker runs, and nothing is due',
  },
  unknown: { look: 'text-muted', dot: 'border border-wait', word: 'Unknown', hint: 'The state cannot be told' },
};

/** Jobs that are kept from running are not about to start: the reason is the better word. */
const REASONS: Partial<Readonly<Record<WhyNot['cause'], string>>> = {
  paused: 'Paused',
  'service-down': 'Waiting',
  'disk-full': 'Disk full',
  'root-offline': 'Waiting',
  'outside-window': 'Waiting',
  'someone-browses': 'Waiting',
  'retry-later': 'Waiting',
  'worker-error': 'Stalled',
};

function Verdict({ overview: { verdict, why } }: { readonly overview: JobOverview }): ReactElement {
  const reason = why === null ? undefined : REASONS[why.cause];
  const isStalled = verdict === 'stalled' || why?.cause === 'worker-error';
  const told = isStalled ? VERDICTS.stalled : { ...VERDICTS.pending, word: reason, hint: why?.sentence };
  const { look, dot, word, hint } = reason === undefined ? VERDICTS[verdict] : { ...told, word: reason };
  return (
    <div title={hint} className={`flex min-w-28 items-center gap-2 py-1 text-title font-strong ${look}`}>
      <span aria-hidden className={`size-2.5 shrink-0 rounded-round ${dot}`} />
      {word}
    </div>
  );
}
