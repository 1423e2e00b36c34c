import { Ban, EyeOff, Hand, Play, RotateCw, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { JobRow } from '../../../../src/contract/job.ts';
import type { JobAsk } from '../../api/work-queries.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { count, countOf } from '../../words/number.ts';
import { useJobActions, type JobAction } from './use-job-actions.ts';

interface JobBulkBarProps {
  readonly ask: JobAsk;
  readonly chosen: readonly JobRow[];
  readonly loaded: readonly JobRow[];
  /** There are no more jobs than those loaded. */
  readonly complete: boolean;
  readonly onChoose: (all: boolean) => void;
}

const MOST = 500;

/** Selects, and acts on what is selected: single jobs, or everything that matches the filter. */
export function JobBulkBar({ ask, chosen, loaded, complete, onChoose }: JobBulkBarProps): ReactElement {
  const { act, busy } = useJobActions();
  const [whole, setWhole] = useState(false);
  const [asking, setAsking] = useState(false);
  const every = chosen.length === loaded.length;
  // Taking one out of the selection takes back "all that match", too.
  const all = whole && every && !complete;
  const run = (action: JobAction): void => {
    const { ignored, ...rest } = ask;
    const filter = { ...rest, ...(ignored === undefined ? {} : { ignored: ignored === 'true' }) };
    act(action, all || chosen.length > MOST ? { filter } : { ids: chosen.map((row) => row.id) });
    onChoose(false);
    setWhole(false);
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
            <Button
              key={action}
              disabled={busy}
              onClick={() => (action === 'cancel' && all ? setAsking(true) : run(action))}
            >
              <Icon size={14} aria-hidden /> {word}
            </Button>
          ))}
      {asking ? (
        <Confirm
          title="Cancel all jobs that match"
          text="All of them, also those that are not shown. Which ones they were cannot be told afterwards, so this is not taken back by one click; cancelled jobs can be retried from the list of finished ones."
          action="Cancel them"
          onDone={(yes) => {
            setAsking(false);
            if (yes) run('cancel');
          }}
        />
      ) : null}
    </div>
  );
}

interface Offer {
  readonly action: JobAction;
  readonly word: string;
  readonly icon: LucideIcon;
}

function actionsFor(jobs: readonly JobRow[]): Offer[] {
  const any = (...states: readonly JobRow['state'][]): boolean => jobs.some(({ state }) => states.includes(state));
  const failures = jobs.filter(({ state }) => state === 'failed');
  const offers: (Offer & { fits: boolean })[] = [
    { action: 'retry', word: 'Retry', icon: RotateCw, fits: any('failed', 'cancelled') },
    { action: 'ignore', word: 'Ignore', icon: EyeOff, fits: failures.some(({ ignored }) => !ignored) },
    { action: 'unignore', word: 'Show again', icon: EyeOff, fits: failures.some(({ ignored }) => ignored) },
    { action: 'hold', word: 'Hold', icon: Hand, fits: any('ready', 'scheduled') },
    { action: 'release', word: 'Release', icon: Play, fits: any('held') },
    {
      action: 'cancel',
      word: 'Cancel',
      icon: Ban,
      fits: any('ready', 'scheduled', 'blocked', 'waiting', 'held', 'running'),
    },
  ];
  return offers.filter(({ fits }) => fits);
}

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
