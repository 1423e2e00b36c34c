import type { ReactElement } from 'react';

/** The first stop of the Tab key: past the rail to the page's content. Seen only while it has the focus. */
export function SkipLink(): ReactElement {
  return (
    <button
      type="button"
      onClick={() => {
        const main = document.querySelector('main');
        if (!main) return;
        main.tabIndex = -1;
        main.focus();
      }}
      className="absolute start-2 top-2 z-50 rounded-control bg-raised px-3 py-2 font-strong shadow-float not-focus:sr-only"
    >
      Skip to content
    </button>
  );
}
