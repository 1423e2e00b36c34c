import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleX } from 'lucide-react';
import { type ReactElement, type RefObject } from 'react';
import type { TraceRow } from '../../../../src/contract/trace.ts';
import { api } from '../../api/client.ts';
import type { TraceAsk } from '../../api/work-queries.ts';
import { useNow } from '../../parts/app-context.ts';
import { CopyButton, CopyCode } from '../../parts/copy-code.tsx';
import { CutName } from '../../parts/cut-name.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { useRowsInSight } from '../../parts/use-rows-in-sight.ts';
import { duration } from '../../words/duration.ts';
import { UNKNOWN } from '../../words/number.ts';
import { middleCut, shownName, withoutPaths } from '../../words/path.ts';
import { exactTime, relativeTime } from '../../words/time.ts';
import { resultOf, typeWord } from './trace-words.ts';

interface TraceTableProps {
  readonly ask: TraceAsk;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly narrowed: boolean;
}

const ROW_PX = 40;

/** One line for each thing that was tried, newest first. Only the rows in sight exist. */
export function TraceTable({ ask, scroller, narrowed }: TraceTableProps): ReactElement {
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['traces', 'list', ask],
    queryFn: ({ pageParam, signal }) => api.traces.list({ ...ask, limit: 100, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const now = useNow();
  const onEnd = (): void => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  };
  const { top, heightPx, inSight } = useRowsInSight({ rows, rowPx: ROW_PX, scroller, onEnd });

  if (error !== null && data === undefined)
    return <ProblemBox title="The traces could not be read" error={error} onRetry={() => void refetch()} />;
  if (data && rows.length === 0)
    return (
      <p className="border-t border-line py-6 text-muted">
        {narrowed
          ? 'Nothing that was tried matches. Take a filter away to see more.'
          : 'Nothing was tried in the time that traces are kept. An import leaves one line for each step.'}
      </p>
    );
  return (
    <div role="table" aria-label="Traces" aria-rowcount={hasNextPage ? -1 : rows.length + 1}>
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className="flex h-8 items-center gap-3 text-small text-muted">
          {COLUMNS.map(({ title, look }) => (
            <span key={title} role="columnheader" className={look}>
              {title}
            </span>
          ))}
        </div>
      </div>
      <div ref={top} role="rowgroup" className="relative" style={{ height: heightPx }}>
        {inSight.map(({ row, index, style }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 2}
            className="absolute inset-x-0 top-0 flex items-center gap-3 border-t border-line"
            style={style}
          >
            <Row row={row} now={now} />
          </div>
        ))}
      </div>
    </div>
  );
}

const COLUMNS = [
  { title: 'File', look: 'min-w-0 flex-1' },
  { title: 'Tried', look: 'w-56 shrink-0 max-[720px]:w-36 max-[420px]:w-[26%]' },
  { title: 'Order', look: 'w-10 shrink-0 text-end max-[900px]:hidden' },
  { title: 'Outcome', look: 'w-[28%] min-w-0 max-[720px]:w-6' },
  { title: 'Time taken', look: 'w-20 shrink-0 text-end max-[560px]:hidden' },
  { title: 'Result', look: 'w-36 shrink-0 text-end max-[1100px]:hidden' },
  { title: 'When', look: 'w-24 shrink-0 text-end max-[560px]:w-20' },
] as const;
const [FILE, TRIED, ORDER, OUTCOME, TAKEN, RESULT, WHEN] = COLUMNS;

function Row({ row, now }: { readonly row: TraceRow; readonly now: number }): ReactElement {
  const Icon = row.ok ? CircleCheck : CircleX;
  return (
    <>
      <span role="cell" className={`${FILE.look} flex items-center gap-1`}>
        <FileName row={row} />
      </span>
      <span role="cell" className={`${TRIED.look} truncate`} title={row.tool ?? undefined}>
        {typeWord(row.type)} <span className="text-muted">· {row.method}</span>
      </span>
      <span role="cell" className={`${ORDER.look} text-muted tabular-nums`}>
        {row.order}
      </span>
      <span role="cell" className={`${OUTCOME.look} flex items-center gap-2`}>
        <Icon
          size={14}
          aria-label={row.ok ? 'Worked' : 'Failed'}
          className={`shrink-0 ${row.ok ? 'text-ok' : 'text-bad'}`}
        />
        <span className="min-w-0 truncate text-muted max-[720px]:sr-only" title={reason(row)}>
          {row.code === null ? null : <CopyCode code={row.code} />}{' '}
          {row.detail === null ? '' : withoutPaths(row.detail)}
        </span>
      </span>
      <span role="cell" className={`${TAKEN.look} text-muted tabular-nums`}>
        {duration(row.durationMs)}
      </span>
      <span role="cell" className={`${RESULT.look} text-muted tabular-nums`}>
        {resultOf(row)}
      </span>
      <span role="cell" className={`${WHEN.look} text-muted tabular-nums`} title={exactTime(row.at)}>
        {relativeTime(row.at, now)}
      </span>
    </>
  );
}

const reason = ({ detail }: TraceRow): string | undefined => (detail === null ? undefined : withoutPaths(detail));

function FileName({ row }: { readonly row: TraceRow }): ReactElement {
  if (row.asset === null) {
    const path = row.path === null ? UNKNOWN : shownName(row.path);
    return (
      <span className="min-w-0 truncate text-muted" title={path}>
        {middleCut(path, 60)}
      </span>
    );
  }
  const name = shownName(row.asset.name);
  return (
    <>
      <Link to="/asset/$id" params={{ id: row.asset.id }} title={name} className="min-w-0 font-strong hover:underline">
        <CutName name={name} />
      </Link>
      <span className="contents max-[560px]:hidden">
        <CopyButton text={row.asset.id} what="asset id" />
      </span>
    </>
  );
}
