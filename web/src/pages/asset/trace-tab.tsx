import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleX } from 'lucide-react';
import type { ReactElement } from 'react';
import { traceQuery, type AssetIdText } from '../../api/queries.ts';
import { CopyCode } from '../../parts/copy-code.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { duration } from '../../words/duration.ts';
import { withoutPaths } from '../../words/path.ts';
import { exactTime } from '../../words/time.ts';
import { resultOf, typeWord } from '../traces/trace-words.ts';
import { waterfall, type Attempt, type Bar } from './waterfall.ts';

/** What was tried for an asset, in order, how long it took and with which tool. */
export function TraceTab({ id }: { readonly id: AssetIdText }): ReactElement {
  const { data, error, refetch } = useQuery(traceQuery(id));
  if (error !== null)
    return <ProblemBox title="The trace could not be read" error={error} onRetry={() => void refetch()} />;
  const attempts = waterfall(data?.steps ?? []);
  if (data && attempts.length === 0) return <p className="p-4 text-muted">Nothing was tried yet.</p>;
  return (
    <>
      {attempts.toReversed().map((attempt) => (
        <AttemptBlock
          key={attempt.id}
          attempt={attempt}
          alone={attempts.filter((one) => !one.isEnhancement).length === 1}
        />
      ))}
      <p className="flex gap-4 px-4 py-3">
        <Link to="/traces" search={{ asset: id }} className="text-accent hover:underline">
          Show in traces
        </Link>
        <Link to="/jobs" search={{ tab: 'finished', asset: id }} className="text-accent hover:underline">
          Show its jobs
        </Link>
      </p>
    </>
  );
}

function AttemptBlock({ attempt, alone }: { readonly attempt: Attempt; readonly alone: boolean }): ReactElement {
  return (
    <section className="border-b border-line px-4 py-3 last:border-b-0">
      <h3 className="mb-2 flex justify-between gap-3">
        <span className="font-strong">{titleOf(attempt, alone)}</span>
        <span className="text-muted tabular-nums">{duration(attempt.totalMs)}</span>
      </h3>
      <ol className="flex flex-col gap-3">
        {attempt.bars.map((bar) => (
          <StepRow key={`${bar.step.at} ${bar.step.order} ${bar.step.method}`} bar={bar} />
        ))}
      </ol>
    </section>
  );
}

function titleOf({ attempt, isEnhancement }: Attempt, alone: boolean): string {
  if (isEnhancement) return attempt === 1 ? 'Larger preview' : `Larger preview, attempt ${attempt}`;
  return alone ? 'What was tried' : `Attempt ${attempt}`;
}

function StepRow({ bar: { step, from, width } }: { readonly bar: Bar }): ReactElement {
  const Icon = step.ok ? CircleCheck : CircleX;
  return (
    <li title={`${exactTime(step.at)}${step.tool === null ? '' : ` · ${step.tool}`}`}>
      <div className="flex items-baseline gap-2">
        <Icon
          size={14}
          aria-label={step.ok ? 'Worked' : 'Failed'}
          className={`shrink-0 self-center ${step.ok ? 'text-ok' : 'text-bad'}`}
        />
        <span className="min-w-0 flex-1 truncate">
          {step.type === 'enhancement' ? (
            step.method
          ) : (
            <>
              {typeWord(step.type)} <span className="text-muted">· {step.method}</span>
            </>
          )}
        </span>
        <span className="shrink-0 text-muted tabular-nums">
          {[resultOf(step), duration(step.durationMs)].filter((part) => part !== '').join(' · ')}
        </span>
      </div>
      <div className="mt-1 h-1 rounded-round bg-hover">
        <div
          className={`h-full rounded-round ${step.ok ? 'bg-accent-solid' : 'bg-bad'}`}
          style={{ marginInlineStart: `${from * 100}%`, width: `${width * 100}%` }}
        />
      </div>
      {step.code === null && step.detail === null ? null : (
        <p className="mt-1 text-small text-muted [overflow-wrap:anywhere]">
          {step.code === null ? null : <CopyCode code={step.code} />}{' '}
          {step.detail === null ? null : withoutPaths(step.detail)}
        </p>
      )}
    </li>
  );
}
