import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { RotateCw } from 'lucide-react';
import { type ReactElement, type RefObject } from 'react';
import type { ImportItemView } from '../../../../src/contract/import.ts';
import { api } from '../../api/client.ts';
import type { ItemFilter, SessionIdText } from '../../api/queries.ts';
import { IconButton } from '../../parts/button.tsx';
import { CopyCode } from '../../parts/copy-code.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { useRowsInSight } from '../../parts/use-rows-in-sight.ts';
import { bytes } from '../../words/number.ts';
import { middleCut, shownName, withoutPaths } from '../../words/path.ts';
import { useRetry } from './failure-groups.tsx';
import { OUTCOMES, outcomeWord } from './outcome-words.ts';

interface ItemLogProps {
  readonly id: SessionIdText;
  readonly filter: ItemFilter;
  readonly scroller: RefObject<HTMLElement | null>;
}

const ROW_PX = 36;

/** What became of each file. Only the rows in sight exist; more are fetched on the way down. */
export function ItemLog({ id, filter, scroller }: ItemLogProps): ReactElement {
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['imports', id, 'items', filter],
    queryFn: ({ pageParam, signal }) => api.imports.items({ id, ...filter, limit: 200, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const retry = useRetry(id);
  const onEnd = (): void => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  };
  const { top, heightPx, inSight } = useRowsInSight({ rows, rowPx: ROW_PX, scroller, onEnd });

  if (error !== null)
    return <ProblemBox title="The log could not be read" error={error} onRetry={() => void refetch()} />;
  if (data && rows.length === 0) {
    const filtered = filter.outcome !== undefined || filter.code !== undefined || filter.path !== undefined;
    return (
      <p className="border-t border-line py-6 text-muted">
        {filtered ? 'No file of this import matches.' : 'No file was looked at yet.'}
      </p>
    );
  }
  return (
    <div ref={top} role="table" aria-label="Files" aria-rowcount={hasNextPage ? -1 : rows.length}>
      <div role="rowgroup" className="relative" style={{ height: heightPx }}>
        {inSight.map(({ row, index, style }) => (
          <div
            key={row.id}
            role="row"
            aria-rowindex={index + 1}
            className="absolute inset-x-0 top-0 flex items-center gap-3 border-t border-line"
            style={style}
          >
            <Row row={row} onRetry={() => retry.mutate({ item: row.id })} busy={retry.isPending} />
          </div>
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  readonly row: ImportItemView;
  readonly busy: boolean;
  readonly onRetry: () => void;
}

function Row({ row, busy, onRetry }: RowProps): ReactElement {
  const path = shownName(row.path);
  const fill = OUTCOMES.find((one) => one.outcome === row.outcome)?.fill ?? '';
  return (
    <>
      <span role="cell" className="flex w-28 shrink-0 items-center gap-2">
        <span aria-hidden className={`size-2.5 shrink-0 rounded-[3px] ${fill}`} />
        {outcomeWord(row.outcome)}
      </span>
      <span role="cell" className="min-w-0 flex-1 truncate" title={path}>
        {row.assetId === null ? (
          middleCut(path, 90)
        ) : (
          <Link to="/asset/$id" params={{ id: row.assetId }} className="hover:underline">
            {middleCut(path, 90)}
          </Link>
        )}
      </span>
      <span
        role="cell"
        className="max-w-[40%] min-w-0 truncate text-muted max-[720px]:hidden"
        title={row.message ?? undefined}
      >
        {row.code === null ? null : <CopyCode code={row.code} />}{' '}
        {row.message === null ? null : withoutPaths(row.message)}
      </span>
      <span role="cell" className="w-20 shrink-0 text-end text-muted tabular-nums max-[420px]:hidden">
        {bytes(row.sizeBytes)}
      </span>
      <span role="cell" className="w-8 shrink-0">
        {row.outcome === 'error' ? (
          <IconButton label="Try this file again" disabled={busy} onClick={onRetry}>
            <RotateCw size={14} aria-hidden />
          </IconButton>
        ) : null}
      </span>
    </>
  );
}
