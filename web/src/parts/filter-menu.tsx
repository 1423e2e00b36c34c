import { Check, ListFilter } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactElement } from 'react';

/** One thing to filter by; one of its values at most is chosen. */
export interface FilterGroup<Key extends string> {
  readonly key: Key;
  /** Blank where its choice says it all. */
  readonly title: string;
  readonly choices: readonly { readonly value: string; readonly text: string }[];
  readonly chosen: string | undefined;
}

interface FilterMenuProps<Key extends string> {
  readonly groups: readonly FilterGroup<Key>[];
  readonly onChoose: (key: Key, value: string | undefined) => void;
}

/** The button "Filter" with its menu; groups without choices are not shown. */
export function FilterMenu<Key extends string>({ groups, onChoose }: FilterMenuProps<Key>): ReactElement {
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
          className="z-50 max-h-[60dvh] min-w-56 overflow-y-auto rounded-panel border border-line bg-raised p-1 shadow-float"
        >
          {groups
            .filter(({ choices }) => choices.length > 0)
            .map(({ key, title, choices, chosen }) => (
              <DropdownMenu.Group key={key}>
                {title === '' ? null : (
                  <DropdownMenu.Label className="px-2 pt-2 pb-1 text-small text-muted">{title}</DropdownMenu.Label>
                )}
                {choices.map(({ value, text }) => (
                  <DropdownMenu.CheckboxItem
                    key={value}
                    checked={chosen === value}
                    onCheckedChange={(on) => onChoose(key, on ? value : undefined)}
                    className="flex h-8 cursor-pointer items-center gap-2 rounded-control px-2 outline-none data-[highlighted]:bg-hover pointer-coarse:h-11"
                  >
                    <span className="flex w-4 justify-center text-accent">
                      <DropdownMenu.ItemIndicator>
                        <Check size={16} aria-hidden />
                      </DropdownMenu.ItemIndicator>
                    </span>
                    {text}
                  </DropdownMenu.CheckboxItem>
                ))}
              </DropdownMenu.Group>
            ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
