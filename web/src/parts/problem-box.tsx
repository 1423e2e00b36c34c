import { CircleAlert, RotateCw } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { isGone, toProblem } from '../api/problem.ts';
import { withoutPaths } from '../words/path.ts';
import { Button } from './button.tsx';
import { CopyCode } from './copy-code.tsx';
import { HelpText } from './help-text.tsx';

interface ProblemBoxProps {
  readonly title: string;
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** What could not be done, why, what to do; the code stands small beside it. */
export function ProblemBox({ title, error, onRetry }: ProblemBoxProps): ReactElement {
  const problem = toProblem(error);
  return (
    <Notebox tone="bad" title={title} code={problem.code}>
      <p>{withoutPaths(problem.message)}</p>
      <p className="text-muted">
        <HelpText text={problem.help} />
      </p>
      {onRetry && !isGone(error) ? (
        <Button onClick={onRetry} className="mt-2 self-start">
          <RotateCw size={16} aria-hidden /> Try again
        </Button>
      ) : null}
    </Notebox>
  );
}

interface NoteboxProps {
  readonly tone: 'bad' | 'warn';
  readonly title: string;
  readonly code?: string | null;
  readonly children?: ReactNode;
}

/** A framed remark with a meaning that shows in colour and icon. */
export function Notebox({ tone, title, code, children }: NoteboxProps): ReactElement {
  const bad = tone === 'bad';
  return (
    <div
      role={bad ? 'alert' : 'note'}
      className={`flex max-w-[72ch] gap-3 rounded-panel p-3 text-read ${bad ? 'bg-bad-soft' : 'bg-warn-soft'}`}
    >
      <CircleAlert size={20} aria-hidden className={`mt-px shrink-0 ${bad ? 'text-bad' : 'text-warn'}`} />
      <div className="flex min-w-0 flex-1 flex-col gap-1 [overflow-wrap:anywhere]">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <span className="font-strong">{title}</span>
          {code ? <CopyCode code={code} /> : null}
        </div>
        {children}
      </div>
    </div>
  );
}
