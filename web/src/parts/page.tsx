import { PanelRight, X } from 'lucide-react';
import { useEffect, type ReactElement, type ReactNode } from 'react';
import { infoChoice } from '../state/choices.ts';
import { useStored } from '../state/stored.ts';
import { IconButton } from './button.tsx';

interface PageProps {
  /** Also the tab's title. */
  readonly title: string;
  /** Left part of the top bar. */
  readonly start?: ReactNode;
  /** Right part of the top bar. */
  readonly tools?: ReactNode;
  /** Content of the info panel; the panel and its button exist only with it. */
  readonly info?: ReactNode;
  readonly children: ReactNode;
}

/** A page inside the frame: top bar, content, info panel. Only the content and the panel scroll. */
export function Page({ title, start, tools, info, children }: PageProps): ReactElement {
  const open = useStored(infoChoice) === 'open';
  useEffect(() => {
    document.title = title === 'Library' ? 'Supervisor' : `${title} · Supervisor`;
  }, [title]);
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <header className="flex h-[var(--bar)] shrink-0 items-center gap-2 border-b border-line bg-surface px-3">
        <h1 className={start === undefined ? 'truncate text-read font-strong' : 'sr-only'}>{title}</h1>
        <div className="flex min-w-0 flex-1 items-center gap-2">{start}</div>
        {tools}
        {info === undefined ? null : <InfoToggle />}
      </header>
      <div className="relative flex min-h-0 flex-1">
        <main className="relative flex min-w-0 flex-1 flex-col">{children}</main>
        {info !== undefined && open ? <InfoPanel>{info}</InfoPanel> : null}
      </div>
    </div>
  );
}

/** Opens and closes the info panel everywhere. */
export function InfoToggle({ look = 'quiet' }: { readonly look?: 'quiet' | 'stage' }): ReactElement {
  const open = useStored(infoChoice) === 'open';
  return (
    <IconButton
      label={open ? 'Hide info' : 'Show info'}
      keys="I"
      look={look}
      aria-pressed={open}
      onClick={() => infoChoice.set(open ? 'closed' : 'open')}
    >
      <PanelRight size={16} aria-hidden />
    </IconButton>
  );
}

/** The panel at the side; on narrow screens it lies over the page. */
export function InfoPanel({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <aside
      aria-label="Info"
      className="flex w-[var(--info)] shrink-0 flex-col overflow-hidden border-s border-line bg-surface text-text max-[900px]:absolute max-[900px]:inset-y-0 max-[900px]:end-0 max-[900px]:z-20 max-[900px]:w-[min(400px,100%)] max-[900px]:shadow-float"
    >
      <div className="hidden shrink-0 items-center justify-between border-b border-line py-1 ps-4 pe-1 max-[900px]:flex">
        <span className="font-strong">Info</span>
        <IconButton label="Hide info" keys="I" onClick={() => infoChoice.set('closed')}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      {children}
    </aside>
  );
}
