import { Check, ListFilter, Search, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useEffect, useRef, useState, type ReactElement, type RefObject } from 'react';
import type { AssetFilter } from '../../../../src/contract/asset.ts';
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
      <FilterMenu filter={filter} onChange={onChange} />
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
    <div className="flex h-8 w-full max-w-72 min-w-24 items-center gap-2 rounded-control border border-line bg-bg px-2 focus-within:border-accent">
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
  { key: 'problem', title: 'Needs attention', values: ['no-preview', 'no-date', 'metadata', 'mismatch'] },
  { key: 'status', title: 'State of the original', values: ['active', 'offline', 'missing'] },
] as const;

function FilterMenu({ filter, onChange }: Pick<FilterBarProps, 'filter' | 'onChange'>): ReactElement {
  return (
    // Not modal: the modal menu writes a style element at run time, which the content policy forbids.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button
          type="button"
          className="flex h-8 shrink-0 items-center gap-2 rounded-control px-2 hover:bg-hover data-[state=open]:bg-hover pointer-coarse:h-11"
        >
          <ListFilter size={16} aria-hidden /> <span className="max-[560px]:sr-only">Filter</span>
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-56 rounded-panel border border-line bg-raised p-1 shadow-float"
        >
          {MENU.map((group) => (
            <DropdownMenu.Group key={group.key}>
              <DropdownMenu.Label className="px-2 pt-2 pb-1 text-small text-muted">{group.title}</DropdownMenu.Label>
              {group.values.map((value) => (
                <DropdownMenu.CheckboxItem
                  key={value}
                  checked={filter[group.key] === value}
                  onCheckedChange={(on) => onChange({ [group.key]: on ? value : undefined })}
                  className="flex h-8 cursor-pointer items-center gap-2 rounded-control px-2 outline-none data-[highlighted]:bg-hover pointer-coarse:h-11"
                >
                  <span className="flex w-4 justify-center text-accent">
                    <DropdownMenu.ItemIndicator>
                      <Check size={16} aria-hidden />
                    </DropdownMenu.ItemIndicator>
                  </span>
                  {filterWord(value)}
                </DropdownMenu.CheckboxItem>
              ))}
            </DropdownMenu.Group>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
