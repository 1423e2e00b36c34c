import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type ReactElement, type RefObject } from 'react';
import type { JobRow } from '../../../../src/contract/job.ts';
import { api } from '../../api/client.ts';
import type { JobAsk } from '../../api/work-queries.ts';
import { useNow } from '../../parts/app-context.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { useRowsInSight } from '../../parts/use-rows-in-sight.ts';
import { JobBulkBar } from './job-bulk-bar.tsx';
import { JobLine } from './job-line.tsx';

interface JobListProps {
  readonly ask: JobAsk;
  readonly scroller: RefObject<HTMLElement | null>;
  /** Said when nothing matches. */
  readonly empty: string;
}

const ROW_PX = 40;

/** Jobs, newest first. Only the rows in sight exist; more are fetched on the way down. */
export function JobList({ ask, scroller, empty }: JobListProps): ReactElement {
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey: ['jobs', 'list', ask],
    queryFn: ({ pageParam, signal }) => api.jobs.list({ ...ask, limit: 100, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const here = rows.filter((row) => chosen.has(row.id));
  if (error !== null && data === undefined)
    return <ProblemBox title="The jobs could not be read" error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <ListSkeleton />;
  if (rows.length === 0) return <p className="border-t border-line py-6 text-muted">{empty}</p>;
  const choose = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <>
      <JobBulkBar
        ask={ask}
        chosen={here}
        loaded={rows}
        complete={!hasNextPage}
        onChoose={(all) => setChosen(new Set(all ? rows.map((row) => row.id) : []))}
      />
      <Rows
        rows={rows}
        more={hasNextPage}
        scroller={scroller}
        chosen={chosen}
        onChoose={choose}
        onEnd={() => {
          if (hasNextPage && !isFetching) void fetchNextPage();
        }}
      />
    </>
  );
}

interface RowsProps {
  readonly rows: readonly JobRow[];
  readonly more: boolean;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (id: string, on: boolean) => void;
  readonly onEnd: () => void;
}

function Rows({ rows, more, scroller, chosen, onChoose, onEnd }: RowsProps): ReactElement {
  const now = useNow(1_000);
  const { top, heightPx, inSight } = useRowsInSight({ rows, rowPx: ROW_PX, scroller, onEnd });
  return (
    <div ref={top} role="table" aria-label="Jobs" aria-rowcount={more ? -1 : rows.length}>
      <div role="rowgroup" className="relative" style={{ height: heightPx }}>
        {inSight.map(({ row, index, style }) => (
          <div
            key={row.id}
            role="row"
            aria-rowindex={index + 1}
            aria-selected={chosen.has(row.id)}
            className="absolute inset-x-0 top-0 flex items-center gap-3 border-t border-line pe-2 aria-selected:bg-accent-soft max-[420px]:gap-2"
            style={style}
          >
            <JobLine job={row} now={now} chosen={chosen.has(row.id)} onChoose={(on) => onChoose(row.id, on)} />
          </div>
        ))}
      </div>
    </div>
  );
}

function ListSkeleton(): ReactElement {
  return (
    <div aria-hidden className="skeleton flex flex-col">
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="flex h-10 items-center gap-3 border-t border-line">
          <span className="size-4 rounded-control bg-hover" />
          <span className="h-3 w-20 rounded-control bg-hover" />
          <span className="h-3 flex-1 rounded-control bg-hover" />
          <span className="h-3 w-16 rounded-control bg-hover" />
        </div>
      ))}
    </div>
  );
}
