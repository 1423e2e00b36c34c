import { Link, useLocation } from '@tanstack/react-router';
import { Activity, Command, HeartPulse, Images, Import, Keyboard, PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { railChoice } from '../state/choices.ts';
import { useStored } from '../state/stored.ts';
import { useApp } from './app-context.ts';
import { Tip } from './button.tsx';

/** The pages there are. An entry exists only when its page does. */
const PLACES = [
  { to: '/', label: 'Library', keys: 'G L', icon: Images, also: [] },
  { to: '/imports', label: 'Imports', keys: 'G I', icon: Import, also: [] },
  { to: '/jobs', label: 'Jobs', keys: 'G J', icon: Activity, also: ['/traces'] },
  { to: '/health', label: 'Health', keys: 'G H', icon: HeartPulse, also: ['/incidents', '/logs', '/operations'] },
] as const;

const ENTRY =
  'flex h-10 items-center gap-3 rounded-control px-[10px] text-muted transition-colors hover:bg-hover hover:text-text aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent max-[720px]:h-12 max-[720px]:flex-1 max-[720px]:flex-col max-[720px]:justify-center max-[720px]:gap-0 max-[720px]:px-0 max-[720px]:text-small';

/** One of the other pages of its section is open. */
const HERE = 'bg-accent-soft text-accent!';

/** Navigation: a rail at the side, below 720 px a bar at the bottom. */
export function Rail(): ReactElement {
  const pinned = useStored(railChoice) === 'pinned';
  const { openPalette, openShortcuts } = useApp();
  const Pin = pinned ? PanelLeftClose : PanelLeftOpen;
  const here = useLocation({ select: ({ pathname }) => pathname });
  return (
    <nav
      aria-label="Main"
      className={`flex shrink-0 flex-col gap-1 border-e border-line bg-surface p-2 max-[720px]:order-last max-[720px]:w-full! max-[720px]:flex-row max-[720px]:border-e-0 max-[720px]:border-t max-[720px]:py-1 ${pinned ? 'w-[220px]' : 'w-[var(--rail)]'}`}
    >
      {PLACES.map(({ to, label, keys, icon: Icon, also }) => (
        <Entry key={to} label={label} keys={keys} pinned={pinned}>
          <Link
            to={to}
            className={`${ENTRY} ${also.some((page) => page === here) ? HERE : ''}`}
            activeOptions={{ exact: to === '/', includeSearch: false }}
            aria-label={label}
          >
            <Icon size={20} aria-hidden className="shrink-0" />
            <span className={pinned ? '' : 'hidden max-[720px]:inline'}>{label}</span>
          </Link>
        </Entry>
      ))}
      <span className="flex-1 max-[720px]:hidden" />
      <Entry label="Commands" keys="Ctrl K" pinned={pinned}>
        <button type="button" aria-label="Commands" onClick={openPalette} className={ENTRY}>
          <Command size={20} aria-hidden className="shrink-0" />
          <span className={pinned ? '' : 'hidden max-[720px]:inline'}>Commands</span>
        </button>
      </Entry>
      <Entry label="Keyboard shortcuts" keys="?" pinned={pinned}>
        <button
          type="button"
          aria-label="Keyboard shortcuts"
          onClick={openShortcuts}
          className={`${ENTRY} max-[720px]:hidden`}
        >
          <Keyboard size={20} aria-hidden className="shrink-0" />
          <span className={pinned ? '' : 'hidden'}>Shortcuts</span>
        </button>
      </Entry>
      <Entry label={pinned ? 'Narrow the rail' : 'Widen the rail'} keys="[" pinned={pinned}>
        <button
          type="button"
          aria-label={pinned ? 'Narrow the rail' : 'Widen the rail'}
          aria-expanded={pinned}
          onClick={() => railChoice.set(pinned ? 'narrow' : 'pinned')}
          className={`${ENTRY} max-[720px]:hidden`}
        >
          <Pin size={20} aria-hidden className="shrink-0" />
          <span className={pinned ? '' : 'hidden'}>Narrow</span>
        </button>
      </Entry>
    </nav>
  );
}

interface EntryProps {
  readonly label: string;
  readonly keys: string;
  readonly pinned: boolean;
  readonly children: ReactElement;
}

function Entry({ label, keys, pinned, children }: EntryProps): ReactNode {
  if (pinned) return children;
  return (
    <Tip text={label} keys={keys} side="right">
      {children}
    </Tip>
  );
}
