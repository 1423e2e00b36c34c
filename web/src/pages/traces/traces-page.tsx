import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, type ReactElement } from 'react';
import { traceStatsQuery } from '../../api/work-queries.ts';
import { Page } from '../../parts/page.tsx';
import { SectionLinks } from '../../parts/section-links.tsx';
import { duration } from '../../words/duration.ts';
import { count } from '../../words/number.ts';
import { TraceFilters } from './trace-filters.tsx';
import { TraceTable } from './trace-table.tsx';
import { typeWord } from './trace-words.ts';
import { traceAskOf, type TracesSearch } from './traces-search.ts';

/** What was tried for files: by type, method, success and time. */
export function TracesPage(): ReactElement {
  const search = useSearch({ from: '/traces' });
  const navigate = useNavigate({ from: '/traces' });
  const scroller = useRef<HTMLDivElement>(null);
  const ask = traceAskOf(search);
  const change = (part: Partial<TracesSearch>): void =>
    void navigate({ search: (was) => ({ ...was, ...part }), replace: true, resetScroll: false });
  const narrowed = Object.keys(ask).length > 0;
  return (
    <Page title="Traces" start={<SectionLinks of="jobs" />}>
      <div ref={scroller} className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1440px] flex-col gap-4 px-6 py-6 max-[720px]:px-4">
          <Totals search={search} onChange={change} />
          <TraceFilters search={search} onChange={change} />
          <TraceTable key={JSON.stringify(ask)} ask={ask} scroller={scroller} narrowed={narrowed} />
        </div>
      </div>
    </Page>
  );
}

interface TotalsProps {
  readonly search: TracesSearch;
  readonly onChange: (part: Partial<TracesSearch>) => void;
}

/** Passed and failed of what the filter leaves, and each method with its share of failures. */
function Totals({ search, onChange }: TotalsProps): ReactElement {
  const { ok, ...rest } = search;
  const { data } = useQuery(traceStatsQuery(traceAskOf(rest)));
  const figures = [
    { word: 'All', value: data?.total, ok: undefined, look: '' },
    { word: 'Passed', value: data?.passed, ok: true, look: 'text-ok' },
    { word: 'Failed', value: data?.failed, ok: false, look: (data?.failed ?? 0) > 0 ? 'text-bad' : '' },
  ];
  return (
    <section aria-label="Totals" className="flex flex-wrap items-start gap-x-8 gap-y-3">
      <div role="group" aria-label="Show by success" className="flex gap-2">
        {figures.map((figure) => (
          <button
            key={figure.word}
            type="button"
            aria-pressed={ok === figure.ok}
            onClick={() => onChange({ ok: figure.ok })}
            className="min-w-20 rounded-control px-2 py-1 text-start hover:bg-hover aria-pressed:bg-accent-soft"
          >
            <span className={`block text-title font-strong tabular-nums ${figure.look}`}>{count(figure.value)}</span>
            <span className="block text-small text-muted">{figure.word}</span>
          </button>
        ))}
      </div>
      <ul aria-label="Methods" className="grid flex-1 grid-cols-[repeat(auto-fill,minmax(320px,1fr))] gap-x-6 gap-y-1">
        {(data?.methods ?? []).slice(0, 12).map((one) => (
          <li key={`${one.type} ${one.method}`}>
            <button
              type="button"
              onClick={() => onChange({ type: one.type, method: one.method })}
              className="flex w-full items-baseline gap-2 rounded-control px-1 text-start hover:bg-hover"
            >
              <span className="min-w-0 flex-1 truncate">
                {typeWord(one.type)} <span className="text-muted">· {one.method}</span>
              </span>
              <span className="shrink-0 text-muted tabular-nums">
                {one.failed > 0 ? <span className="text-bad">{count(one.failed)} failed of </span> : null}
                {count(one.total)} · {duration(one.meanMs)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
