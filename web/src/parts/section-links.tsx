import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';

/** Pages that belong together, in the order of their links. */
export const SECTIONS = {
  jobs: [
    { to: '/jobs', label: 'Jobs' },
    { to: '/traces', label: 'Traces' },
  ],
  health: [
    { to: '/health', label: 'Health' },
    { to: '/incidents', label: 'Incidents' },
    { to: '/logs', label: 'Logs' },
    { to: '/operations', label: 'Operations' },
  ],
} as const;

/** Links to the pages of a section, in the top bar. */
export function SectionLinks({ of }: { readonly of: keyof typeof SECTIONS }): ReactElement {
  return (
    <nav aria-label="Section" className="flex min-w-0 gap-1 overflow-x-auto [scrollbar-width:none]">
      {SECTIONS[of].map(({ to, label }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: true, includeSearch: false }}
          className="flex h-8 shrink-0 items-center rounded-control px-3 text-muted hover:bg-hover hover:text-text aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent pointer-coarse:h-11"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
