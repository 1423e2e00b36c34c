import { useMutation } from '@tanstack/react-query';
import { ArrowDownToLine, ArrowUpToLine, Ban, Eye, EyeOff, Hand, Play, RotateCw, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { JobRow, JobSelection } from '../../../../src/contract/job.ts';
import { toProblem } from '../../api/problem.ts';
import type { JobAsk } from '../../api/work-queries.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { notify } from '../../state/notices.ts';
import { count } from '../../words/number.ts';
import { filterOf } from './jobs-search.ts';
import { askJobs, useJobActions, type JobAction } from './use-job-actions.ts';

interface JobBulkBarProps {
  readonly ask: JobAsk;
  readonly chosen: readonly JobRow[];
  readonly loaded: readonly JobRow[];
  /** There are no more jobs than those loaded. */
  readonly complete: boolean;
  readonly onChoose: (all: boolean) => void;
}

/** Selects, and acts on what is selected: single jobs, or everything that matches the filter. */
export function JobBulkBar({ ask, chosen, loaded, complete, onChoose }: JobBulkBarProps): ReactElement {
  const { act, busy } = useJobActions();
  const [whole, setWhole] = useState(false);
  const every = chosen.length === loaded.length;
  // Taking one out of the selection takes back "all that match", too.
  const all = whole && every && !complete;
  const run = (action: JobAction, on: JobSelection): void => {
    act(action, on);
    onChoose(false);
    setWhole(false);
  };
  const bulk = useCounted();
  const choose = (action: JobAction): void => {
    const on: JobSelection = all ? { filter: filterOf(ask) } : { ids: chosen.map((row) => row.id) };
    // what was tried again is at work: of all there is no way back from that
    if (all && action === 'retry') bulk.count({ action, on });
    else run(action, on);
  };
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 py-1">
      <label className="flex h-8 items-center gap-3 ps-1 pointer-coarse:h-11">
        <Some every={every} some={chosen.length > 0} onChange={onChoose} />
        <span className="text-muted tabular-nums">
          {chosen.length === 0
            ? `Select all ${complete ? count(loaded.length) : 'shown'}`
            : all
              ? 'All that match'
              : `${countOf(chosen.length, 'job')} selected`}
        </span>
      </label>
      {every && !complete && !all ? (
        <button type="button" onClick={() => setWhole(true)} className="rounded-control text-accent hover:underline">
          Select all that match
        </button>
      ) : null}
      {chosen.length === 0
        ? null
        : actionsFor(chosen).map(({ action, word, icon: Icon }) => (
            <Button key={action} disabled={busy || bulk.busy} onClick={() => choose(action)}>
              <Icon size={14} aria-hidden /> {word}
            </Button>
          ))}
      {bulk.asking === null ? null : (
        <Confirm
          title={`${wordOf(bulk.asking.action)}: ${countOf(bulk.asking.jobs, 'job')}`}
          text="All that match the filter, also those that are not shown. They start anew, which is not taken back by one click."
          action={wordOf(bulk.asking.action)}
          onDone={(yes) => {
            if (yes && bulk.asking) run(bulk.asking.action, bulk.asking.on);
            bulk.forget();
          }}
        />
      )}
    </div>
  );
}

interface Asking {
  readonly action: JobAction;
  readonly on: JobSelection;
}

/** Before a change of many that cannot be taken back the server is asked how many it would meet; nothing is changed yet. */
function useCounted() {
  const [asking, setAsking] = useState<(Asking & { readonly jobs: number }) | null>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: ({ action, on }: Asking) => askJobs({ action, on: { ...on, dryRun: true } }),
    onSuccess({ jobs, refused }, what) {
      if (refused === undefined) setAsking({ ...what, jobs });
      else notify({ tone: 'bad', text: refused.message, detail: refused.help, code: refused.code });
    },
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: message, detail: help, code });
    },
  });
  return { asking, busy: isPending, count: (what: Asking): void => mutate(what), forget: () => setAsking(null) };
}

interface Offer {
  readonly action: JobAction;
  readonly word: string;
  readonly icon: LucideIcon;
}

const UNSTARTED = ['ready', 'scheduled', 'blocked', 'waiting', 'held'] as const;

const OFFERS: readonly (Offer & { fits(job: JobRow): boolean })[] = [
  { action: 'retry', word: 'Retry', icon: RotateCw, fits: isRetryable },
  { action: 'ignore', word: 'Ignore', icon: EyeOff, fits: ({ state, ignored }) => state === 'failed' && !ignored },
  { action: 'unignore', word: 'Show again', icon: Eye, fits: ({ state, ignored }) => state === 'failed' && ignored },
  { action: 'first', word: 'Do first', icon: ArrowUpToLine, fits: isUnstarted },
  { action: 'last', word: 'Do last', icon: ArrowDownToLine, fits: isUnstarted },
  { action: 'hold', word: 'Hold', icon: Hand, fits: ({ state }) => state === 'ready' || state === 'scheduled' },
  { action: 'release', word: 'Release', icon: Play, fits: ({ state }) => state === 'held' },
  { action: 'cancel', word: 'Cancel', icon: Ban, fits: (job) => isUnstarted(job) || job.state === 'running' },
];

/** What is tried again some time can be tried now. */
function isRetryable({ state, attempt }: JobRow): boolean {
  return state === 'failed' || state === 'cancelled' || (state === 'scheduled' && attempt > 0);
}

function isUnstarted({ state }: JobRow): boolean {
  return UNSTARTED.some((one) => one === state);
}

const actionsFor = (jobs: readonly JobRow[]): readonly Offer[] => OFFERS.filter(({ fits }) => jobs.some(fits));

const wordOf = (action: JobAction): string => OFFERS.find((offer) => offer.action === action)?.word ?? action;

interface SomeProps {
  readonly every: boolean;
  readonly some: boolean;
  readonly onChange: (all: boolean) => void;
}

function Some({ every, some, onChange }: SomeProps): ReactElement {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = some && !every;
  }, [some, every]);
  return (
    <input
      ref={box}
      type="checkbox"
      checked={every}
      onChange={(event) => onChange(event.target.checked)}
      className="size-4 accent-accent-solid pointer-coarse:size-6"
    />
  );
}
