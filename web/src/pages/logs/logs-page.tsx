import { useNavigate, useSearch } from '@tanstack/react-router';
import { Radio, X } from 'lucide-react';
import { useRef, useState, type ReactElement } from 'react';
import { LogLevel } from '../../../../src/contract/log.ts';
import { Button } from '../../parts/button.tsx';
import { Page } from '../../parts/page.tsx';
import { SectionLinks } from '../../parts/section-links.tsx';
import { TypedField } from '../../parts/typed-field.tsx';
import { bytes } from '../../words/number.ts';
import { LogTable } from './log-table.tsx';
import { logAskOf, type LogsSearch } from './logs-search.ts';
import { useLogLines } from './use-log-lines.ts';

const LEVELS: Readonly<Record<LogLevel, string>> = {
  debug: 'Every level',
  info: 'Information',
  warn: 'Warnings',
  error: 'Errors',
};
const FIELD =
  'h-8 min-w-0 max-[560px]:min-w-36 max-[560px]:flex-1 rounded-control border border-line bg-surface px-2 pointer-coarse:h-11';

/** The log of the program: newest first, following what comes, narrowed by level, component, job and text. */
export function LogsPage(): ReactElement {
  const search = useSearch({ from: '/logs' });
  const navigate = useNavigate({ from: '/logs' });
  const [follow, setFollow] = useState(true);
  const scroller = useRef<HTMLDivElement>(null);
  const filter = logAskOf(search);
  const log = useLogLines(filter, follow);
  const change = (part: Partial<LogsSearch>): void =>
    void navigate({ search: (was) => ({ ...was, ...part }), replace: true, resetScroll: false });
  const components = [...new Set([...(log.page?.components ?? []), ...(search.component ? [search.component] : [])])];
  return (
    <Page title="Logs" start={<SectionLinks of="health" />}>
      <section
        aria-label="Filter"
        className="flex shrink-0 flex-wrap items-center gap-3 border-b border-line px-6 py-2 max-[720px]:px-4"
      >
        <TypedField
          label="Search the log"
          text={search.search ?? ''}
          onText={(text) => change({ search: text })}
          className="w-64 max-[560px]:w-full"
        />
        <select
          aria-label="Level"
          value={search.level ?? 'debug'}
          onChange={(event) => {
            const level = LogLevel.safeParse(event.target.value);
            change({ level: level.success && level.data !== 'debug' ? level.data : undefined });
          }}
          className={FIELD}
        >
          {LogLevel.options.map((level) => (
            <option key={level} value={level}>
              {LEVELS[level]}
              {level === 'info' || level === 'warn' ? ' and graver' : ''}
            </option>
          ))}
        </select>
        <select
          aria-label="Component"
          value={search.component ?? ''}
          onChange={(event) => change({ component: event.target.value === '' ? undefined : event.target.value })}
          className={FIELD}
        >
          <option value="">Every component</option>
          {components.map((component) => (
            <option key={component} value={component}>
              {component}
            </option>
          ))}
        </select>
        {(['job', 'worker'] as const).map((key) =>
          search[key] === undefined ? null : (
            <button
              key={key}
              type="button"
              aria-label={`Remove filter ${key}`}
              onClick={() => change({ [key]: undefined })}
              className="flex h-7 items-center gap-1 rounded-round bg-accent-soft ps-3 pe-2 font-code text-small text-accent hover:opacity-80"
            >
              {search[key]} <X size={14} aria-hidden />
            </button>
          ),
        )}
        <span className="flex-1 max-[560px]:hidden" />
        <span className="text-small text-muted tabular-nums max-[720px]:hidden">
          {log.page === undefined ? '' : `${bytes(log.page.bytes)} of log files`}
        </span>
        <Button aria-pressed={follow} onClick={() => setFollow(!follow)} className="aria-pressed:bg-accent-soft">
          <Radio size={14} aria-hidden className={log.state === 'lost' ? 'text-bad' : ''} />
          {!follow ? 'Follow' : log.state === 'lost' ? 'Following, not connected' : 'Following'}
        </Button>
      </section>
      <div ref={scroller} className="relative min-h-0 flex-1 overflow-y-auto">
        <LogTable log={log} scroller={scroller} narrowed={Object.keys(filter).length > 0} />
      </div>
    </Page>
  );
}
