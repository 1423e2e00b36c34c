import type { ReactElement, ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}

/** A page without content: what belongs here and the first step to get it. */
export function EmptyState({ icon, title, children }: EmptyStateProps): ReactElement {
  return (
    <div className="mx-auto flex w-full max-w-[60ch] flex-col items-start gap-3 px-6 py-16 text-read">
      <div className="flex size-12 items-center justify-center rounded-panel bg-accent-soft text-accent">{icon}</div>
      <h2 className="text-title font-strong">{title}</h2>
      {children}
    </div>
  );
}
