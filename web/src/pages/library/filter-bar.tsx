import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState, type ReactElement, type RefObject } from 'react';
import type { AssetFilter } from '../../../../src/contract/asset.ts';
import { FilterMenu } from '../../parts/filter-menu.tsx';
import { chipsOf, filterWord } from './library-search.ts';

interface FilterBarProps {
  readonly filter: AssetFilter;
  readonly field: RefObject<HTMLInputElement | null>;
  /** Undefined takes a part away. */
  readonly onChange: (change: Partial<Record<keyof AssetFilter, string | undefined>>) => void;
}

/** Search by name, the filter menu and a chip for each part that is set. */
export function FilterBar({ filter, field, onChange }: FilterBarProps): ReactElement {
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2">
      <NameField
        name={filter.name ?? ''}
        field={field}
        onName={(name) => onChange({ name: name === '' ? undefined : name })}
      />
      <FilterMenu
        groups={MENU.map(({ key, title, values }) => ({
          key,
          title,
          choices: values.map((value) => ({ value, text: filterWord(value) })),
          chosen: filter[key],
        }))}
        onChoose={(key, value) => onChange({ [key]: value })}
      />
      <div className="flex min-w-0 max-[720px]:hidden">
        <FilterChips filter={filter} onChange={onChange} />
      </div>
    </div>
  );
}

/** A chip for each part of the filter; a click takes the part away. */
export function FilterChips({ filter, onChange }: Pick<FilterBarProps, 'filter' | 'onChange'>): ReactElement {
  return (
    <div className="flex min-w-0 gap-2 overflow-x-auto py-1 [scrollbar-width:none]">
      {chipsOf(filter).map((chip) => (
        <button
          key={chip.key}
          type="button"
          aria-label={`Remove filter ${chip.text}`}
          onClick={() =>
            onChange(chip.key === 'folder' ? { folder: undefined, root: undefined } : { [chip.key]: undefined })
          }
          className="flex h-7 shrink-0 items-center gap-1 rounded-round bg-accent-soft ps-3 pe-2 text-accent hover:opacity-80 pointer-coarse:h-11"
        >
          {chip.text} <X size={14} aria-hidden />
        </button>
      ))}
    </div>
  );
}

/** The address follows what is typed after so long, ms. */
const TYPING_MS = 200;

interface NameFieldProps {
  readonly name: string;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onName: (name: string) => void;
}

function NameField({ name, field, onName }: NameFieldProps): ReactElement {
  const [text, setText] = useState(name);
  const [from, setFrom] = useState(name);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address changed by itself (back, a removed chip): the field follows.
  if (from !== name) {
    setFrom(name);
    if (text !== name) setText(name);
  }
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = (next: string): void => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setFrom(next);
      onName(next);
    }, TYPING_MS);
  };
  return (
    <div className="flex h-8 w-full max-w-72 min-w-24 items-center gap-2 rounded-control border border-line bg-bg px-2 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-offset-1 has-[input:focus-visible]:outline-accent">
      <Search size={16} aria-hidden className="shrink-0 text-muted" />
      <input
        ref={field}
        type="text"
        role="searchbox"
        aria-label="Search by file name"
        placeholder="File name"
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          if (text === '') event.currentTarget.blur();
          else change('');
        }}
        className="min-w-0 flex-1 bg-transparent outline-none"
      />
      {text === '' ? (
        <kbd
          aria-hidden
          className="rounded-[4px] border border-line px-1 font-sans text-[11px] leading-4 text-muted pointer-coarse:hidden"
        >
          /
        </kbd>
      ) : (
        <button
          type="button"
          aria-label="Clear the name"
          onClick={() => change('')}
          className="text-muted hover:text-text"
        >
          <X size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}

const MENU = [
  { key: 'kind', title: 'Kind', values: ['image', 'video'] },
  { key: 'problem', title: 'Needs attention', values: ['damaged', 'no-preview', 'no-date', 'metadata', 'mismatch'] },
  { key: 'status', title: 'State of the original', values: ['active', 'offline', 'missing'] },
] as const;
