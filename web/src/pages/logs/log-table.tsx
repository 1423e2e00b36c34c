import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import { useEffect, useState, type ReactElement, type RefObject } from 'react';
import type { LogLine } from '../../../../src/contract/log.ts';
import { CopyButton, CopyCode } from '../../parts/copy-code.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { isJobId } from '../../words/ids.ts';
import { count } from '../../words/number.ts';
import { withoutPaths } from '../../words/path.ts';
import { clockTime, exactTime } from '../../words/time.ts';
import type { useLogLines } from './use-log-lines.ts';

interface LogTableProps {
  readonly log: ReturnType<typeof useLogLines>;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly narrowed: boolean;
}

const ROW_PX = 28;

/** Lines of the log. Whoever has scrolled down stays where he is; a pill says what has come above. */
export function LogTable({ log, scroller, narrowed }: LogTableProps): ReactElement {
  const { lines, error, hasNextPage, isFetching, fetchNextPage, refetch } = log;
  const [open, setOpen] = useState<string | null>(null);
  const [held, setHeld] = useState<number | null>(null);
  // Held: lines that came after the reader scrolled down wait above, so that nothing moves under his eyes.
  const above = held === null ? 0 : Math.max(0, lines.length - held);
  const shown = above === 0 ? lines : lines.slice(above);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 20,
    getItemKey: (index) => shown.length - index,
  });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const onScroll = (): void => setHeld((was) => (element.scrollTop > ROW_PX ? (was ?? lines.length) : null));
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scroller, lines.length]);
  const visible = virtual.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (!hasNextPage || isFetching || last < shown.length - 50) return;
    void fetchNextPage().then(({ data }) => {
      const added = data?.pages.at(-1)?.rows.length ?? 0;
      setHeld((was) => (was === null ? null : was + added));
    });
  }, [hasNextPage, isFetching, last, shown.length, fetchNextPage]);

  if (error !== null && lines.length === 0)
    return (
      <div className="p-6">
        <ProblemBox title="The log could not be read" error={error} onRetry={() => void refetch()} />
      </div>
    );
  if (!log.isPending && lines.length === 0)
    return (
      <p className="px-6 py-6 text-muted max-[720px]:px-4">
        {narrowed ? 'No line of the log matches.' : 'Nothing was written to the log yet.'}
      </p>
    );
  return (
    <>
      {above > 0 ? (
        <button
          type="button"
          onClick={() => scroller.current?.scrollTo({ top: 0 })}
          className="sticky top-2 z-10 mx-auto flex h-8 items-center gap-2 rounded-round bg-accent-solid px-4 text-on-accent shadow-float"
        >
          <ArrowUp size={14} aria-hidden /> {count(above)} new
        </button>
      ) : null}
      <ol aria-label="Log lines" className="relative font-code text-small" style={{ height: virtual.getTotalSize() }}>
        {visible.map((item) => {
          const line = shown[item.index];
          if (!line) return null;
          const id = String(item.key);
          return (
            <li
              key={item.key}
              data-index={item.index}
              ref={virtual.measureElement}
              className="absolute inset-x-0 top-0 border-b border-line"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Line line={line} open={open === id} onOpen={() => setOpen(open === id ? null : id)} />
            </li>
          );
        })}
      </ol>
    </>
  );
}

const LOOKS = { debug: 'text-muted', info: 'text-wait', warn: 'text-warn', error: 'text-bad' } as const;

interface LineProps {
  readonly line: LogLine;
  readonly open: boolean;
  readonly onOpen: () => void;
}

function Line({ line, open, onOpen }: LineProps): ReactElement {
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        onClick={onOpen}
        className="flex min-h-[27px] w-full items-center gap-3 px-6 text-start hover:bg-hover max-[720px]:px-4 pointer-coarse:min-h-11"
      >
        <time dateTime={line.at} title={exactTime(line.at)} className="shrink-0 text-muted tabular-nums">
          {clockTime(line.at)}
        </time>
        <span className={`w-11 shrink-0 ${LOOKS[line.level]}`}>{line.level}</span>
        <span className="w-24 shrink-0 truncate text-muted max-[720px]:hidden">{line.component ?? ''}</span>
        <span className="min-w-0 flex-1 truncate">{withoutPaths(line.message)}</span>
        {line.code === null ? null : <span className="shrink-0 text-muted max-[560px]:hidden">{line.code}</span>}
      </button>
      {open ? <Details line={line} /> : null}
    </>
  );
}

function Details({ line }: { readonly line: LogLine }): ReactElement {
  const text = JSON.stringify(line, null, 2);
  return (
    <div className="flex items-start gap-2 bg-surface px-6 py-2 max-[720px]:px-4">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="[overflow-wrap:anywhere]">{withoutPaths(line.message)}</p>
        <p className="flex flex-wrap gap-x-4 text-muted">
          <span>{exactTime(line.at)}</span>
          {line.component === null ? null : <span>{line.component}</span>}
          {line.code === null ? null : <CopyCode code={line.code} />}
          {line.job === null ? null : isJobId(line.job) ? (
            <Link to="/jobs/$id" params={{ id: line.job }} className="text-accent hover:underline">
              Job, attempt {line.attempt ?? 1}
            </Link>
          ) : (
            <span>{line.job}</span>
          )}
        </p>
        {Object.keys(line.fields).length === 0 ? null : (
          <pre className="overflow-x-auto text-muted">{JSON.stringify(line.fields, null, 2)}</pre>
        )}
      </div>
      <CopyButton text={text} what="line" />
    </div>
  );
}
