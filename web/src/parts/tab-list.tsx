import { Tabs } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

interface TabListProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly name: T; readonly text: string; readonly note?: string | null }[];
  readonly open: T;
  readonly onOpen: (name: T) => void;
  /** Content of the open tab. */
  readonly children: ReactNode;
}

/** Tabs over a content; which one is open stands in the address, so the page says it. */
export function TabList<T extends string>({ label, tabs, open, onOpen, children }: TabListProps<T>): ReactElement {
  const choose = (value: string): void => {
    const tab = tabs.find(({ name }) => name === value);
    if (tab) onOpen(tab.name);
  };
  return (
    <Tabs.Root value={open} onValueChange={choose}>
      <Tabs.List aria-label={label} className="flex overflow-x-auto border-b border-line [scrollbar-width:none]">
        {tabs.map(({ name, text, note }) => (
          <Tabs.Trigger
            key={name}
            value={name}
            className="flex h-10 shrink-0 items-center gap-2 border-b-2 border-transparent px-3 -outline-offset-2 text-muted hover:text-text data-[state=active]:border-accent data-[state=active]:text-text pointer-coarse:h-11"
          >
            {text}
            {note ? <span className="text-small text-muted tabular-nums">{note}</span> : null}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value={open} tabIndex={-1} className="outline-none">
        {children}
      </Tabs.Content>
    </Tabs.Root>
  );
}
