import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleX } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { SessionId } from '../../../../src/contract/ids.ts';
import type { OperationRow } from '../../../../src/contract/operation.ts';
import { operationWord } from '../../../../src/contract/operation-words.ts';
import { api } from '../../api/client.ts';
import type { OperationAsk } from '../../api/work-queries.ts';
import { useNow } from '../../parts/app-context.ts';
import { Button } from '../../parts/button.tsx';
import { CopyButton, CopyCode } from '../../parts/copy-code.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { duration } from '../../words/duration.ts';
import { isJobId } from '../../words/ids.ts';
import { count } from '../../words/number.ts';
import { withoutPaths } from '../../words/path.ts';
import { exactTime, relativeTime } from '../../words/time.ts';
import { inputText } from './operation-input.ts';
import { ORIGINS } from './origin-words.ts';

const EVERY_MS = 10_000;

/** What people changed, newest first; a line opens to everything that is known of it. */
export function OperationList({ ask }: { readonly ask: OperationAsk }): ReactElement {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['operations', ask],
    queryFn: ({ pageParam, signal }) => api.operations.list({ ...ask, limit: 100, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
    refetchInterval: EVERY_MS,
  });
  const now = useNow();
  const [open, setOpen] = useState<string | null>(null);
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  if (error !== null && data === undefined)
    return <ProblemBox title="The operations could not be read" error={error} onRetry={() => void refetch()} />;
  if (data !== undefined && rows.length === 0)
    return (
      <p className="border-t border-line py-6 text-muted">
        {Object.keys(ask).length > 0
          ? 'No operation matches.'
          : 'Nothing was changed yet. Imports, retries, pauses and changed settings are listed here.'}
      </p>
    );
  return (
    <>
      <ol aria-label="Operations">
        {rows.map((row) => (
          <li key={row.id} className="border-t border-line">
            <Line row={row} now={now} open={open === row.id} onOpen={() => setOpen(open === row.id ? null : row.id)} />
          </li>
        ))}
      </ol>
      {hasNextPage ? (
        <Button className="self-start" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older
        </Button>
      ) : null}
    </>
  );
}

interface LineProps {
  readonly row: OperationRow;
  readonly now: number;
  readonly open: boolean;
  readonly onOpen: () => void;
}

function Line({ row, now, open, onOpen }: LineProps): ReactElement {
  const done = row.outcome === 'ok';
  const Icon = done ? CircleCheck : CircleX;
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        onClick={onOpen}
        className="flex min-h-9 w-full items-center gap-3 rounded-control px-2 text-start hover:bg-hover pointer-coarse:min-h-11"
      >
        <Icon
          size={16}
          aria-label={done ? 'Done' : 'Refused or failed'}
          className={`shrink-0 ${done ? 'text-ok' : 'text-bad'}`}
        />
        <span className="max-w-[60%] shrink-0 truncate max-[720px]:max-w-none max-[720px]:shrink">
          {operationWord(row.name)}
        </span>
        <span className="min-w-0 flex-1 truncate text-muted max-[720px]:hidden">
          {withoutPaths(inputText(row.input))}
        </span>
        <span className="flex-1 min-[720px]:hidden" />
        <span className="shrink-0 text-end text-muted tabular-nums max-[560px]:hidden">
          {done ? (row.touched === null ? '' : `${count(row.touched)} changed`) : row.outcome}
        </span>
        <span className="w-28 shrink-0 truncate text-muted max-[900px]:hidden">{ORIGINS[row.origin]}</span>
        <time
          dateTime={row.at}
          title={exactTime(row.at)}
          className="w-24 shrink-0 text-end text-muted tabular-nums max-[420px]:w-20"
        >
          {relativeTime(row.at, now)}
        </time>
      </button>
      {open ? <Details row={row} /> : null}
    </>
  );
}

function Details({ row }: { readonly row: OperationRow }): ReactElement {
  const facts = [
    ['When', exactTime(row.at)],
    ['Asked by', ORIGINS[row.origin]],
    ['Changed', row.touched === null ? 'Not counted' : count(row.touched)],
    ['Took', duration(row.durationMs)],
  ] as const;
  return (
    <div className="flex items-start gap-2 rounded-panel bg-surface px-4 py-3">
      <dl className="grid min-w-0 flex-1 grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        {facts.map(([word, value]) => (
          <div key={word} className="contents">
            <dt className="text-muted">{word}</dt>
            <dd className="tabular-nums">{value}</dd>
          </div>
        ))}
        <dt className="text-muted">Ended</dt>
        <dd>{row.outcome === 'ok' ? 'Well' : <CopyCode code={row.outcome} />}</dd>
        {row.made === null ? null : (
          <>
            <dt className="text-muted">Made</dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">
              <Made id={row.made} />
            </dd>
          </>
        )}
        <dt className="text-muted">Operation</dt>
        <dd>
          <CopyCode code={row.name} />
        </dd>
        <dt className="text-muted">Request</dt>
        <dd className="min-w-0 [overflow-wrap:anywhere]">
          <CopyCode code={row.id} />
        </dd>
        <dt className="text-muted">Asked for</dt>
        <dd className="min-w-0">
          <pre className="overflow-x-auto font-code text-small">{JSON.stringify(row.input, null, 2)}</pre>
        </dd>
      </dl>
      <CopyButton text={JSON.stringify(row, null, 2)} what="operation" />
    </div>
  );
}

const LINK = 'text-accent hover:underline';

/** What came of it, where there is a page for it. */
function Made({ id }: { readonly id: string }): ReactElement {
  if (isJobId(id))
    return (
      <Link to="/jobs/$id" params={{ id }} className={LINK}>
        A job
      </Link>
    );
  const session = SessionId.safeParse(id);
  if (session.success)
    return (
      <Link to="/imports/$id" params={{ id: session.data }} className={LINK}>
        An import
      </Link>
    );
  return <CopyCode code={id} />;
}
