import type { ReactElement } from 'react';
import { CopyButton } from '../../parts/copy-code.tsx';

/** Structured data, folded until someone wants to see it. */
export function JsonFold({ title, value }: { readonly title: string; readonly value: unknown }): ReactElement {
  const text = JSON.stringify(value, null, 2) ?? '';
  return (
    <details className="rounded-panel border border-line bg-surface">
      <summary className="flex h-10 items-center gap-2 rounded-panel px-4 font-strong hover:bg-hover pointer-coarse:h-11">
        {title}
      </summary>
      <div className="flex items-start gap-2 border-t border-line py-2 ps-4 pe-2">
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so keys must reach it */}
        <pre tabIndex={0} aria-label={title} className="max-h-96 min-w-0 flex-1 overflow-auto font-code text-small">
          {text}
        </pre>
        <CopyButton text={text} what={title.toLowerCase()} />
      </div>
    </details>
  );
}
