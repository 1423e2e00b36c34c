import type { ReactElement, ReactNode } from 'react';
import { Tip } from '../../parts/button.tsx';
import { UNKNOWN } from '../../words/number.ts';

interface FactProps {
  readonly name: string;
  /** Null: not known, shown as a dash with the reason. */
  readonly value: ReactNode;
  /** Where it was read: on hover. */
  readonly source?: string | undefined;
  /** Why it is not known. */
  readonly reason?: string;
}

/** One fact: name, value, and where it comes from on hover. */
export function Fact({ name, value, source, reason }: FactProps): ReactElement {
  const unknown = value === null || value === undefined || value === '';
  const tip = unknown ? (reason ?? 'The file does not say') : source === undefined ? undefined : `From ${source}`;
  const shown = (
    <span
      className={`[overflow-wrap:anywhere] ${unknown ? 'text-muted' : ''} ${tip === undefined ? '' : 'cursor-help'}`}
    >
      {unknown ? UNKNOWN : value}
    </span>
  );
  return (
    <div className="grid grid-cols-[96px_minmax(0,1fr)] items-baseline gap-3 py-[3px]">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">
        {tip === undefined ? (
          shown
        ) : (
          <Tip text={tip} side="left">
            {shown}
          </Tip>
        )}
      </dd>
    </div>
  );
}

interface FactGroupProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** Facts that belong together. */
export function FactGroup({ title, children }: FactGroupProps): ReactElement {
  return (
    <section className="border-b border-line px-4 py-3 last:border-b-0">
      <h3 className="mb-1 font-strong">{title}</h3>
      {children}
    </section>
  );
}
