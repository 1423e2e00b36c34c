import { Link } from '@tanstack/react-router';
import { Infinity as NoLimit, Minus, Pause, Play, Plus } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { QueueView } from '../../../../src/contract/job-overview.ts';
import { IconButton } from '../../parts/button.tsx';
import { Sparkline } from '../../parts/sparkline.tsx';
import { steadyEta, timeLeft } from '../../words/duration.ts';
import { queueWord } from '../../words/job.ts';
import { count } from '../../words/number.ts';
import { sinceWords, untilWords } from '../../words/time.ts';
import type { JobsSearch } from './jobs-search.ts';
import { useQueueChange } from './use-queue-change.ts';

interface QueueCardProps {
  readonly queue: QueueView;
  readonly now: number;
}

/** A queue: what it has done in the last hour, what is left, why it stands, and its controls. */
export function QueueCard({ queue, now }: QueueCardProps): ReactElement {
  const { counts, paused, why } = queue;
  const lastHour = queue.perMinute.reduce((sum, n) => sum + n, 0);
  const failed = queue.failedPerMinute.reduce((sum, n) => sum + n, 0);
  const idle = Object.values(counts).every((n) => n === 0);
  return (
    <section
      aria-label={`Queue ${queueWord(queue.name)}`}
      className="flex min-w-0 flex-col gap-3 rounded-panel border border-line bg-surface p-4"
    >
      <header className="flex items-center gap-2">
        <h2 className="min-w-0 flex-1 truncate text-read font-strong">{queueWord(queue.name)}</h2>
        <LimitStepper queue={queue} />
        <PauseQueue queue={queue} />
      </header>
      <div className={idle && lastHour + failed === 0 ? 'max-[560px]:hidden' : ''}>
        <Sparkline
          label={`${count(lastHour)} finished in the last hour`}
          values={queue.perMinute}
          bad={queue.failedPerMinute}
        />
        <p className="mt-1 flex justify-between gap-2 text-small text-muted tabular-nums">
          <span>{lastHour + failed === 0 ? 'Nothing in the last hour' : `${count(lastHour)} in the last hour`}</span>
          {failed === 0 ? null : <span className="text-bad">{countOf(failed, 'failed try', 'failed tries')}</span>}
          <span>{pace(queue)}</span>
        </p>
      </div>
      <Counts queue={queue} />
      <p className={`min-h-5 text-small tabular-nums ${paused || why ? 'text-warn' : 'text-muted'}`}>
        {paused
          ? `Paused by ${paused.by}${paused.untilAt === null ? '' : `, goes on ${untilWords(paused.untilAt, now)}`}`
          : why
            ? [why.sentence, queue.oldestDueAt === null ? null : `oldest waits ${sinceWords(queue.oldestDueAt, now)}`]
                .filter((part) => part !== null)
                .join(' · ')
            : idle
              ? 'Nothing to do'
              : waits(queue, now)}
        {queue.window === null ? '' : ` · Runs ${queue.window}`}
        {queue.kinds.length === 0 ? ' · No work goes by this name any more' : ''}
      </p>
    </section>
  );
}

function pace({ perMinute }: QueueView): string {
  const last = perMinute.slice(-5);
  const mean = last.reduce((sum, n) => sum + n, 0) / Math.max(1, last.length);
  return mean === 0 ? '' : `${count(Math.max(1, mean))}/min`;
}

function waits(queue: QueueView, now: number): string {
  if (queue.oldestDueAt === null) return queue.counts.running > 0 ? 'All that is due runs' : 'Nothing is due';
  return `Oldest waits ${sinceWords(queue.oldestDueAt, now)}`;
}

const COUNTS = [
  ['running', 'Running', { tab: 'running' }],
  ['ready', 'Waiting', { tab: 'waiting', state: 'ready' }],
  ['delayed', 'Delayed', { tab: 'waiting', state: 'scheduled' }],
  ['blocked', 'Blocked', { tab: 'waiting', state: 'blocked' }],
  ['failed', 'Failed', { tab: 'failed' }],
] as const satisfies readonly (readonly [string, string, JobsSearch])[];

function Counts({ queue }: { readonly queue: QueueView }): ReactElement {
  const [eta, setEta] = useState({ from: queue.etaMs, shown: queue.etaMs });
  if (eta.from !== queue.etaMs) setEta({ from: queue.etaMs, shown: steadyEta(eta.shown, queue.etaMs) });
  const open = queue.counts.ready + queue.counts.running > 0;
  const left = open ? timeLeft(eta.shown) : null;
  return (
    <div>
      <ul className="grid grid-cols-[repeat(5,auto)] justify-between gap-x-1">
        {COUNTS.map(([key, word, search]) => {
          const n = queue.counts[key];
          const look = n === 0 ? 'text-muted' : key === 'failed' ? 'text-bad' : key === 'blocked' ? 'text-warn' : '';
          return (
            <li key={key}>
              <Link
                to="/jobs"
                search={{ ...search, queue: queue.name }}
                replace
                resetScroll={false}
                className="-mx-1 block rounded-control px-1 hover:bg-hover"
              >
                <span className={`block font-strong tabular-nums ${look}`}>{count(n)}</span>
                <span className="block text-small text-muted">{word}</span>
              </Link>
            </li>
          );
        })}
      </ul>
      <p className="mt-1 min-h-4 text-small text-muted tabular-nums">
        {[left, queue.counts.waiting === 0 ? null : `${count(queue.counts.waiting)} held or waiting for other jobs`]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
    </div>
  );
}

function PauseQueue({ queue }: { readonly queue: QueueView }): ReactElement {
  const change = useQueueChange();
  const paused = queue.paused !== null;
  const Icon = paused ? Play : Pause;
  return (
    <IconButton
      label={paused ? `Resume ${queueWord(queue.name)}` : `Pause ${queueWord(queue.name)}: running jobs end`}
      aria-pressed={paused}
      disabled={change.busy}
      onClick={() => change.run({ to: paused ? 'resume' : 'pause', name: queue.name })}
    >
      <Icon size={16} aria-hidden />
    </IconButton>
  );
}

/** Where stepping down begins while there is no limit and nothing runs. */
const FIRST_LIMIT = 4;

function LimitStepper({ queue }: { readonly queue: QueueView }): ReactElement {
  const change = useQueueChange();
  const { concurrency: was, name } = queue;
  const set = (concurrency: number | null): void => change.run({ to: 'limit', name, concurrency, was });
  const fewer = was === null ? Math.max(1, (queue.counts.running || FIRST_LIMIT) - 1) : was - 1;
  return (
    <div role="group" aria-label={`Jobs at once, ${queueWord(name)}`} className="flex items-center">
      <IconButton label="Fewer at once" disabled={change.busy || fewer < 1} onClick={() => set(fewer)}>
        <Minus size={14} aria-hidden />
      </IconButton>
      <LimitInForce queue={queue} />
      {was === null ? null : (
        <>
          <IconButton label="More at once" disabled={change.busy} onClick={() => set(was + 1)}>
            <Plus size={14} aria-hidden />
          </IconButton>
          <IconButton label="No limit" disabled={change.busy} onClick={() => set(null)}>
            <NoLimit size={14} aria-hidden />
          </IconButton>
        </>
      )}
    </div>
  );
}

/** What holds of the limit set here and that of the settings. */
function LimitInForce({ queue: { concurrency, settingsLimit } }: { readonly queue: QueueView }): ReactElement {
  const limit = Math.min(concurrency ?? Infinity, settingsLimit ?? Infinity);
  const isSet = Number.isFinite(limit);
  const bySettings = settingsLimit === limit ? ', by jobs.limits of the settings' : '';
  return (
    <span
      className="min-w-12 text-center text-small text-muted tabular-nums"
      title={
        isSet ? `At most ${countOf(limit, 'job')} at once${bySettings}` : 'As many jobs at once as there is room for'
      }
    >
      {isSet ? `max ${count(limit)}` : 'no limit'}
    </span>
  );
}
