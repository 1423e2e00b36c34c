import type { ReactElement } from 'react';

interface SkipLinkProps {
  readonly text: string;
  /** What gets the focus. */
  readonly to: () => HTMLElement | null | undefined;
}

/** A stop of the Tab key that leads past many others. Seen only while it has the focus. */
export function SkipLink({ text, to }: SkipLinkProps): ReactElement {
  return (
    <button
      type="button"
      onClick={() => {
        const target = to();
        if (!target) return;
        if (target.tabIndex < 0) target.tabIndex = -1; // else it takes no focus at all
        target.focus();
      }}
      className="absolute start-2 top-2 z-50 rounded-control bg-raised px-3 py-2 font-strong shadow-float not-focus:sr-only"
    >
      {text}
    </button>
  );
}
