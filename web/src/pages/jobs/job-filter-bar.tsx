import { useNavigate } from '@tanstack/react-router';
import { Check, ListFilter, Search, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState, type ReactElement } from 'react';
import type { JobOverview } from '../../../../src/contract/job-overview.ts';
import type { JobState } from '../../../../src/contract/job.ts';
import { idParts } from '../../words/ids.ts';
import { kindWord, queueWord, stateWord } from '../../words/job.ts';
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
    <div className="flex min-w-0 flex-wrap items-center gap-2 py-2">
      <IdField onChange={onChange} />
      <FilterMenu search={search} overview={overview} onChange={onChange} />
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
      className="flex h-8 w-64 min-w-0 items-center gap-2 rounded-control border border-line bg-surface px-2 focus-within:border-accent pointer-coarse:h-11 max-[560px]:w-full"
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

function FilterMenu({ search, overview, onChange }: JobFilterBarProps): ReactElement {
  const queues = overview?.queues ?? [];
  const kinds = [...new Set(queues.flatMap((queue) => queue.kinds))];
  const groups = [
    { key: 'state', title: 'State', values: [...STATES[openTab(search)]], word: (v: string) => stateText(v) },
    { key: 'queue', title: 'Queue', values: queues.map(({ name }) => name), word: queueWord },
    { key: 'kind', title: 'Kind', values: kinds, word: kindWord },
  ] as const;
  return (
    // Not modal: the modal menu writes a style element at run time, which the content policy forbids.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button
          type="button"
          className="flex h-8 shrink-0 items-center gap-2 rounded-control px-2 hover:bg-hover data-[state=open]:bg-hover pointer-coarse:h-11"
        >
          <ListFilter size={16} aria-hidden /> Filter
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[60dvh] min-w-56 overflow-y-auto rounded-panel border border-line bg-raised p-1 shadow-float"
        >
          {groups
            .filter(({ values }) => values.length > 0)
            .map((group) => (
              <DropdownMenu.Group key={group.key}>
                <DropdownMenu.Label className="px-2 pt-2 pb-1 text-small text-muted">{group.title}</DropdownMenu.Label>
                {group.values.map((value) => (
                  <Choice
                    key={value}
                    text={group.word(value)}
                    checked={search[group.key] === value}
                    onChange={(on) => onChange({ [group.key]: on ? value : undefined })}
                  />
                ))}
              </DropdownMenu.Group>
            ))}
          {openTab(search) === 'failed' ? (
            <Choice
              text="Ignored ones"
              checked={search.ignored === true}
              onChange={(on) => onChange({ ignored: on || undefined })}
            />
          ) : null}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function stateText(state: string): string {
  const known = Object.values(STATES)
    .flat()
    .find((one) => one === state);
  return known === undefined ? state : stateWord(known);
}

interface ChoiceProps {
  readonly text: string;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
}

function Choice({ text, checked, onChange }: ChoiceProps): ReactElement {
  return (
    <DropdownMenu.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      className="flex h-8 cursor-pointer items-center gap-2 rounded-control px-2 outline-none data-[highlighted]:bg-hover pointer-coarse:h-11"
    >
      <span className="flex w-4 justify-center text-accent">
        <DropdownMenu.ItemIndicator>
          <Check size={16} aria-hidden />
        </DropdownMenu.ItemIndicator>
      </span>
      {text}
    </DropdownMenu.CheckboxItem>
  );
}
