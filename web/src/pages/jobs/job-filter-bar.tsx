import { useNavigate } from '@tanstack/react-router';
import { Search, X } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { JobOverview } from '../../../../src/contract/job-overview.ts';
import type { JobState } from '../../../../src/contract/job.ts';
import { kindWord } from '../../../../src/contract/kind-words.ts';
import { FilterMenu, type FilterGroup } from '../../parts/filter-menu.tsx';
import { idParts } from '../../words/ids.ts';
import { queueWord, stateWord } from '../../words/job.ts';
import { middleCut } from '../../words/path.ts';
import { CHIP_KEYS, openTab, type ChipKey, type JobsSearch } from './jobs-search.ts';

interface JobFilterBarProps {
  readonly search: JobsSearch;
  readonly overview: JobOverview | undefined;
  readonly onChange: (change: Partial<JobsSearch>) => void;
}

/** Narrows the list: a menu of what there is, a field for ids and codes, a chip for each part that is set. */
export function JobFilterBar({ search, overview, onChange }: JobFilterBarProps): ReactElement {
  return (
    <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2 py-2">
      <IdField onChange={onChange} />
      <FilterMenu
        groups={groupsOf(search, overview)}
        onChoose={(key, value) => onChange({ [key]: key === 'ignored' ? value !== undefined || undefined : value })}
      />
      {CHIP_KEYS.filter((key) => search[key] !== undefined).map((key) => (
        <button
          key={key}
          type="button"
          aria-label={`Remove filter ${chipWord(key, search)}`}
          onClick={() => onChange({ [key]: undefined })}
          className="flex h-7 shrink-0 items-center gap-1 rounded-round bg-accent-soft ps-3 pe-2 text-accent hover:opacity-80 pointer-coarse:h-11"
        >
          {chipWord(key, search)} <X size={14} aria-hidden />
        </button>
      ))}
    </div>
  );
}

function chipWord(key: ChipKey, search: JobsSearch): string {
  const { state, queue, kind } = search;
  if (key === 'state') return isState(state) ? stateWord(state) : (state ?? '');
  if (key === 'queue') return `Queue: ${queueWord(queue ?? '')}`;
  if (key === 'kind') return kindWord(kind ?? '');
  if (key === 'ignored') return 'Ignored ones';
  const words = { code: 'Code', asset: 'Asset', session: 'Import', group: 'Group', worker: 'Worker' };
  return `${words[key]}: ${middleCut(search[key] ?? '', 24)}`;
}

const isState = (state: JobsSearch['state']): state is JobState =>
  state !== undefined && state !== 'open' && state !== 'pending' && state !== 'ended';

function IdField({ onChange }: Pick<JobFilterBarProps, 'onChange'>): ReactElement {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const go = (): void => {
    const trimmed = text.trim();
    if (trimmed === '') return;
    const parts = idParts(trimmed);
    setText('');
    if ('job' in parts) void navigate({ to: '/jobs/$id', params: { id: parts.job } });
    else onChange(parts);
  };
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
      className="flex h-8 w-64 min-w-0 items-center gap-2 rounded-control border border-line bg-surface px-2 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-1 has-[input:focus-visible]:outline-accent pointer-coarse:h-11 max-[560px]:w-auto max-[560px]:min-w-32 max-[560px]:flex-1"
    >
      <Search size={16} aria-hidden className="shrink-0 text-muted" />
      <input
        type="text"
        role="searchbox"
        aria-label="Find by id or error code"
        placeholder="Id or error code"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="min-w-0 flex-1 bg-transparent outline-none"
      />
    </form>
  );
}

const STATES = {
  running: [],
  waiting: ['ready', 'scheduled', 'blocked', 'waiting', 'held'],
  failed: [],
  finished: ['done', 'failed', 'cancelled'],
  workers: [],
  schedules: [],
} as const;

type MenuKey = 'state' | 'queue' | 'kind' | 'ignored';

function groupsOf(search: JobsSearch, overview: JobOverview | undefined): readonly FilterGroup<MenuKey>[] {
  const queues = overview?.queues ?? [];
  const kinds = [...new Set(queues.flatMap((queue) => queue.kinds))];
  const tab = openTab(search);
  const group = (key: 'state' | 'queue' | 'kind', title: string, choices: FilterGroup<MenuKey>['choices']) => ({
    key,
    title,
    choices,
    chosen: search[key],
  });
  return [
    group(
      'state',
      'State',
      STATES[tab].map((value) => ({ value, text: stateWord(value) })),
    ),
    group(
      'queue',
      'Queue',
      queues.map(({ name }) => ({ value: name, text: queueWord(name) })),
    ),
    group(
      'kind',
      'Kind',
      kinds.map((value) => ({ value, text: kindWord(value) })),
    ),
    {
      key: 'ignored',
      title: '',
      choices: tab === 'failed' ? [{ value: 'yes', text: 'Ignored ones' }] : [],
      chosen: search.ignored === true ? 'yes' : undefined,
    },
  ];
}
