import { Tabs } from 'radix-ui';
import { useLayoutEffect, useRef, type ReactElement, type ReactNode } from 'react';

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
  const row = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => showTab(row.current, open), [open]);
  return (
    <Tabs.Root value={open} onValueChange={choose}>
      <Tabs.List
        ref={row}
        aria-label={label}
        className="flex overflow-x-auto border-b border-line [scrollbar-width:none]"
      >
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

/** Where the row is wider than the screen, the open tab is the one to be seen; the page itself does not move. */
function showTab(row: HTMLElement | null, name: string): void {
  const tab = [...(row?.children ?? [])].find((one) => one.id.endsWith(`trigger-${name}`));
  if (!row || !tab) return;
  const [box, own] = [row.getBoundingClientRect(), tab.getBoundingClientRect()];
  if (own.left < box.left || own.right > box.right)
    row.scrollLeft += own.left + own.width / 2 - box.left - box.width / 2;
}
