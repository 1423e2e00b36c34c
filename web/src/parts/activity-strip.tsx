import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Pause, Play, TriangleAlert } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { assetsText, COMPANIONS, countOf, problemsText } from '../../../src/contract/count-words.ts';
import type { ActivityView } from '../../../src/contract/system.ts';
import { api } from '../api/client.ts';
import { toProblem } from '../api/problem.ts';
import { activityQuery } from '../api/queries.ts';
import { notify } from '../state/notices.ts';
import { steadyEta, timeLeft } from '../words/duration.ts';
import { queueWord } from '../words/job.ts';
import { bytes, count, rate } from '../words/number.ts';
import { useFeedState } from './app-context.ts';
import { IconButton } from './button.tsx';

/** What happens now, always there and always true. */
export function ActivityStrip(): ReactElement {
  const { data } = useQuery(activityQuery);
  const feed = useFeedState();
  return (
    <footer
      aria-label="Activity"
      className="flex h-[var(--strip)] shrink-0 items-center gap-3 border-t border-line bg-surface ps-3 pe-3 text-small text-muted tabular-nums"
    >
      {data === undefined ? (
        <span>{feed === 'gone' ? 'Not connected' : '\u00A0'}</span>
      ) : (
        <Told activity={data} gone={feed === 'gone'} />
      )}
    </footer>
  );
}

function Told({ activity, gone }: { readonly activity: ActivityView; readonly gone: boolean }): ReactElement {
  const importing = activity.imports[0];
  const busy = !gone && activity.state !== 'idle';
  return (
    <>
      <Dot state={gone ? 'gone' : activity.state} />
      {gone ? (
        <span className="truncate">Not connected · shown as last known</span>
      ) : importing ? (
        <Importing run={importing} activity={activity} />
      ) : (
        <Link to="/jobs" className="truncate hover:text-text hover:underline">
          {sentence(activity)}
        </Link>
      )}
      <span className="flex-1" />
      {activity.problems > 0 ? (
        <Link
          to="/imports"
          title="Assets without picture or metadata. Files that became no asset are counted by their import."
          className="flex shrink-0 items-center gap-1 text-warn hover:underline"
        >
          <TriangleAlert size={14} aria-hidden /> {problemsText(activity.problems, 'asset')}
        </Link>
      ) : null}
      <span className="shrink-0 max-[560px]:hidden" title={activity.companions === 0 ? undefined : COMPANIONS}>
        {activity.assets === 0 ? 'Empty library' : `${assetsText(activity)} · ${bytes(activity.bytes)}`}
      </span>
      {busy ? <PauseButton paused={activity.paused.length > 0} /> : null}
    </>
  );
}

function sentence({ state, jobs, paused, why }: ActivityView): string {
  const left = countOf(jobs.waiting + jobs.running, 'job');
  if (state === 'idle') return 'Idle';
  if (state === 'working')
    return [`Working · ${left} left`, paused.length > 0 ? pausedWords(paused) : null].filter(Boolean).join(' · ');
  // What waits is told with its reason; a pause while nothing is left only by its name.
  return why ?? pausedWords(paused);
}

const pausedWords = (queues: readonly string[]): string =>
  queues.length > 2 ? 'Paused' : `${queues.map(queueWord).join(' and ')} paused`;

interface ImportingProps {
  readonly run: ActivityView['imports'][number];
  readonly activity: ActivityView;
}

function Importing({ run, activity }: ImportingProps): ReactElement {
  const eta = useSteadyEta(run.etaMs);
  const more = activity.imports.length - 1;
  const done = `${count(run.done)} / ${run.walkDone ? '' : 'at least '}${count(run.total)}`;
  const { why } = activity;
  const held = activity.paused.length > 0 ? pausedWords(activity.paused) : null;
  const pace = run.ratePerS === null ? null : rate(run.ratePerS);
  const parts = why === null ? [done, pace, timeLeft(eta), held] : [done, why];
  return (
    <Link to="/imports/$id" params={{ id: run.id }} className="flex min-w-0 items-center gap-3 hover:text-text">
      <span className="min-w-0 truncate text-text">
        Importing “{run.title}”{more > 0 ? ` and ${more} more` : ''}
      </span>
      <progress
        aria-label="Files done"
        max={Math.max(1, run.total)}
        value={run.done}
        className="progress h-1 w-24 shrink-0 max-[560px]:hidden"
      />
      <span className={`${why === null ? 'shrink-0' : 'min-w-0 truncate'} max-[420px]:hidden`}>
        {parts.filter((part) => part !== null).join(' · ')}
      </span>
    </Link>
  );
}

/** The ETA moves by at most a third a push. */
function useSteadyEta(next: number | null): number | null {
  const [shown, setShown] = useState({ from: next, eta: next });
  if (shown.from === next) return shown.eta;
  const eta = steadyEta(shown.eta, next);
  setShown({ from: next, eta });
  return eta;
}

const DOTS = {
  idle: 'border border-wait',
  working: 'bg-ok',
  waiting: 'border-2 border-warn',
  paused: 'bg-warn rounded-none!',
  stalled: 'bg-warn rotate-45 rounded-none!',
  gone: 'bg-bad rotate-45 rounded-none!',
} as const;

function Dot({ state }: { readonly state: keyof typeof DOTS }): ReactElement {
  return <span aria-hidden className={`size-2 shrink-0 rounded-round ${DOTS[state]}`} />;
}

function PauseButton({ paused }: { readonly paused: boolean }): ReactElement {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: () => (paused ? api.system.resume() : api.system.pause()),
    onSuccess: (activity) => queries.setQueryData(activityQuery.queryKey, activity),
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: `Not ${paused ? 'resumed' : 'paused'}: ${message}`, detail: help, code });
    },
  });
  const Icon = paused ? Play : Pause;
  return (
    <IconButton
      label={paused ? 'Resume work' : 'Pause work: running jobs end, no new ones start'}
      side="top"
      disabled={change.isPending}
      onClick={() => change.mutate()}
      className="h-6! w-8!"
    >
      <Icon size={14} aria-hidden />
    </IconButton>
  );
}
