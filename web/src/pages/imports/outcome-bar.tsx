import type { ReactElement } from 'react';
import type { ImportView, ItemOutcome } from '../../../../src/contract/import.ts';
import { count } from '../../words/number.ts';
import { outcomeParts } from './outcome-words.ts';

interface OutcomeBarProps {
  readonly counts: ImportView['counts'];
  readonly chosen: ItemOutcome | undefined;
  /** Undefined: all. */
  readonly onChoose: (outcome: ItemOutcome | undefined) => void;
}

/** What became of the files, as one bar whose parts filter the list below. */
export function OutcomeBar({ counts, chosen, onChoose }: OutcomeBarProps): ReactElement {
  const parts = outcomeParts(counts);
  return (
    <div>
      <div aria-hidden className="flex h-2 gap-0.5 overflow-hidden rounded-round">
        {parts.map((part) => (
          <div
            key={part.outcome}
            className={`${part.fill} ${chosen === undefined || chosen === part.outcome ? '' : 'opacity-25'}`}
            style={{ width: `${part.share * 100}%` }}
          />
        ))}
      </div>
      <div role="group" aria-label="Show files by outcome" className="mt-2 flex flex-wrap gap-1">
        {parts.map((part) => (
          <button
            key={part.outcome}
            type="button"
            aria-pressed={chosen === part.outcome}
            onClick={() => onChoose(chosen === part.outcome ? undefined : part.outcome)}
            className="flex h-8 items-center gap-2 rounded-control px-2 hover:bg-hover aria-pressed:bg-accent-soft pointer-coarse:h-11"
          >
            <span aria-hidden className={`size-2.5 rounded-[3px] ${part.fill}`} />
            {part.word} <span className="text-muted tabular-nums">{count(part.count)}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
