import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import type { ReactElement } from 'react';
import { isGone, toProblem } from '../api/problem.ts';
import { CopyCode } from './copy-code.tsx';
import { EmptyState } from './empty-state.tsx';
import { ProblemBox } from './problem-box.tsx';

interface UnreadStateProps {
  /** What was asked for, e.g. `job`. */
  readonly what: string;
  readonly error: unknown;
  readonly onRetry: () => void;
  /** Where others of its kind are. */
  readonly to: '/' | '/imports' | '/jobs';
  readonly toName: string;
}

/** Instead of the thing that an address names: it is gone, which no retry mends, or could not be read. */
export function UnreadState({ what, error, onRetry, to, toName }: UnreadStateProps): ReactElement {
  if (!isGone(error)) return <ProblemBox title={`The ${what} could not be read`} error={error} onRetry={onRetry} />;
  const { code, help } = toProblem(error);
  return (
    <EmptyState icon={<SearchX size={24} aria-hidden />} title={`There is no such ${what}`}>
      <p>{help}</p>
      <p className="flex flex-wrap items-baseline gap-x-4">
        <Link to={to} className="text-accent hover:underline">
          {toName}
        </Link>
        <CopyCode code={code} />
      </p>
    </EmptyState>
  );
}
