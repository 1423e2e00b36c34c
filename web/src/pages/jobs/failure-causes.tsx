import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { EyeOff, RotateCw } from 'lucide-react';
import type { ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { AssetCard } from '../../../../src/contract/asset.ts';
import type { JobFailureGroup } from '../../../../src/contract/job.ts';
import { kindWord } from '../../../../src/contract/kind-words.ts';
import { failuresQuery } from '../../api/work-queries.ts';
import { useNow } from '../../parts/app-context.ts';
import { AssetThumb } from '../../parts/asset-thumb.tsx';
import { Button } from '../../parts/button.tsx';
import { CopyCode } from '../../parts/copy-code.tsx';
import { CutName } from '../../parts/cut-name.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { count } from '../../words/number.ts';
import { shownName, withoutPaths } from '../../words/path.ts';
import { exactTime, relativeTime } from '../../words/time.ts';
import { useJobActions } from './use-job-actions.ts';
import { HelpText } from '../../parts/help-text.tsx';

/** How a class of errors is told. */
const CLASS_WORDS = {
  transient: 'May pass by itself',
  permanent: 'Stays until the cause is mended',
  busy: 'Something was busy',
  dependency: 'A service was away',
} as const;

/** What failed, one line a cause: how many, why, what to do, whom it hits, and the buttons. */
export function FailureCauses({ queue }: { readonly queue: string | undefined }): ReactElement | null {
  const { data, error, refetch } = useQuery(failuresQuery(queue));
  const { act, busy } = useJobActions();
  if (error !== null && data === undefined)
    return <ProblemBox title="The failures could not be read" error={error} onRetry={() => void refetch()} />;
  const groups = data?.groups ?? [];
  if (groups.length === 0) return null;
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  return (
    <section aria-label="Failures by cause" className="mb-6">
      <div className="mb-2 flex flex-wrap items-center gap-3">
        <h2 className="flex-1 text-read font-strong">
          {countOf(total, 'failure')}, {countOf(groups.length, 'cause')}
        </h2>
        <Button disabled={busy} onClick={() => act('retry', { filter: { state: 'failed', queue, ignored: false } })}>
          <RotateCw size={14} aria-hidden /> Retry all
        </Button>
        <Button
          look="quiet"
          disabled={busy}
          onClick={() => act('ignore', { filter: { state: 'failed', queue, ignored: false } })}
        >
          <EyeOff size={14} aria-hidden /> Ignore all
        </Button>
      </div>
      <ul className="flex flex-col">
        {groups.map((group) => (
          <Cause key={group.code} group={group} cards={data?.cards ?? []} queue={queue} />
        ))}
      </ul>
    </section>
  );
}

function Cause({ group, cards, queue }: CauseProps): ReactElement {
  const now = useNow();
  const { act, busy } = useJobActions();
  const { sample } = group;
  return (
    <li className="flex items-start gap-3 border-t border-line py-3 max-[560px]:flex-wrap">
      <AssetThumb asset={sample.asset} cards={cards} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <Link
            to="/jobs"
            search={{ tab: 'failed', code: group.code, queue }}
            replace
            resetScroll={false}
            className="rounded-control font-strong hover:underline"
          >
            {count(group.count)} × {group.kinds.map(({ kind }) => kindWord(kind)).join(', ')}
          </Link>
          <CopyCode code={group.code} />
          <span className="text-muted" title={`${exactTime(group.firstAt)} – ${exactTime(group.lastAt)}`}>
            {group.cause === null ? '' : `${CLASS_WORDS[group.cause]} · `}last {relativeTime(group.lastAt, now)}
          </span>
        </div>
        <p>
          <HelpText text={group.help} />
        </p>
        <p className="text-muted [overflow-wrap:anywhere]">
          {sample.asset === null ? null : `${shownName(sample.asset.name)}: `}
          <Link to="/jobs/$id" params={{ id: sample.jobId }} className="hover:text-text hover:underline">
            {withoutPaths(sample.message)}
          </Link>
        </p>
        <Affected group={group} />
      </div>
      <div className="flex gap-2 max-[560px]:w-full max-[560px]:ps-15">
        <Button
          disabled={busy}
          aria-label={`Retry ${group.code}`}
          onClick={() => act('retry', { filter: { state: 'failed', code: group.code, queue, ignored: false } })}
        >
          <RotateCw size={14} aria-hidden /> Retry
        </Button>
        <Button
          look="quiet"
          disabled={busy}
          aria-label={`Ignore ${group.code}`}
          onClick={() => act('ignore', { filter: { state: 'failed', code: group.code, queue, ignored: false } })}
        >
          <EyeOff size={14} aria-hidden /> Ignore
        </Button>
      </div>
    </li>
  );
}

interface CauseProps {
  readonly group: JobFailureGroup;
  readonly cards: readonly AssetCard[];
  readonly queue: string | undefined;
}

function Affected({ group: { assets, affected } }: { readonly group: JobFailureGroup }): ReactElement | null {
  if (affected.length < 2) return null;
  return (
    <p className="mt-1 flex flex-wrap gap-x-2 text-small text-muted">
      <span>{countOf(assets, 'asset')}:</span>
      {affected.map(({ id, name }) => (
        <Link
          key={id}
          to="/asset/$id"
          params={{ id }}
          title={shownName(name)}
          className="max-w-[min(100%,32ch)] hover:text-text hover:underline"
        >
          <CutName name={shownName(name)} />
        </Link>
      ))}
      {assets > affected.length ? <span>and {count(assets - affected.length)} more</span> : null}
    </p>
  );
}
