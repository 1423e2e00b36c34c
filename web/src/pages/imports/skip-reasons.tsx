import type { ReactElement } from 'react';
import { filesText } from '../../../../src/contract/count-words.ts';
import type { SkipGroup } from '../../../../src/contract/import.ts';
import { CopyCode } from '../../parts/copy-code.tsx';
import { HelpText } from '../../parts/help-text.tsx';

interface SkipReasonsProps {
  readonly groups: readonly SkipGroup[];
  /** Code whose files the log shows alone. */
  readonly chosen: string | undefined;
  readonly onChoose: (code: string | undefined) => void;
}

/** Why files were left out, one line a reason; each narrows the log to its files. */
export function SkipReasons({ groups, chosen, onChoose }: SkipReasonsProps): ReactElement {
  return (
    <ul aria-label="Why files were skipped" className="mt-2 flex flex-col">
      {groups.map(({ code, help, ...counted }) => (
        <li key={code} className="flex flex-wrap items-baseline gap-x-3 border-t border-line py-2">
          <button
            type="button"
            aria-pressed={chosen === code}
            onClick={() => onChoose(chosen === code ? undefined : code)}
            className="rounded-control font-strong hover:underline"
          >
            {filesText(counted)}
          </button>
          <CopyCode code={code} />
          <span className="min-w-0 text-muted">
            <HelpText text={help} />
          </span>
        </li>
      ))}
    </ul>
  );
}
