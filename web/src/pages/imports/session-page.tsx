import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Activity, ChevronLeft, Images, X } from 'lucide-react';
import { useRef, type ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { ImportView } from '../../../../src/contract/import.ts';
import { helpFor } from '../../../../src/contract/errors.ts';
import { importQuery, type ItemFilter } from '../../api/queries.ts';
import { useNow } from '../../parts/app-context.ts';
import { CopyButton } from '../../parts/copy-code.tsx';
import { Page } from '../../parts/page.tsx';
import { Notebox } from '../../parts/problem-box.tsx';
import { UnreadState } from '../../parts/unread-state.tsx';
import { duration } from '../../words/duration.ts';
import { bytes, count } from '../../words/number.ts';
import { middleCut, shownName, withoutPaths } from '../../words/path.ts';
import { exactTime, relativeTime } from '../../words/time.ts';
import { FailureGroups } from './failure-groups.tsx';
import { ImportReport } from './import-report.tsx';
import { ItemLog } from './item-log.tsx';
import { OutcomeBar } from './outcome-bar.tsx';
import { isAllSkipped } from './outcome-words.ts';
import { RunningImport } from './running-import.tsx';
import { sessionLook } from './session-rows.tsx';
import { SkipReasons } from './skip-reasons.tsx';
import { HelpText } from '../../parts/help-text.tsx';

/** One import: what became of its files, what failed and why, and the log of every file. */
export function SessionPage(): ReactElement {
  const { id } = useParams({ from: '/imports/$id' });
  const filter = useSearch({ from: '/imports/$id' });
  const navigate = useNavigate({ from: '/imports/$id' });
  const { data: session, error, refetch } = useQuery(importQuery(id));
  const scroller = useRef<HTMLDivElement>(null);
  const change = (part: ItemFilter): void => void navigate({ search: (was) => ({ ...was, ...part }), replace: true });
  const title = session ? shownName(session.title) : 'Import';
  return (
    <Page title={title} start={<Crumbs title={title} />}>
      <div ref={scroller} className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1080px] flex-col gap-6 px-6 py-6 max-[720px]:px-4">
          {error === null ? null : (
            <UnreadState
              what="import"
              error={error}
              onRetry={() => void refetch()}
              to="/imports"
              toName="All imports"
            />
          )}
          {session === undefined ? null : (
            <>
              <Heading session={session} />
              {session.state === 'running' || session.state === 'waiting' ? (
                <RunningImport session={session} titled={false} />
              ) : null}
              {session.state === 'failed' || (session.state === 'done' && session.code !== null) ? (
                <Notebox
                  tone={session.state === 'failed' ? 'bad' : 'warn'}
                  title={session.state === 'failed' ? 'The import ended early' : 'Not all was done as asked'}
                  code={session.code}
                >
                  {session.message === null ? null : <p>{withoutPaths(session.message)}</p>}
                  {session.code === null ? null : (
                    <p className="text-muted">
                      <HelpText text={helpFor(session.code)} />
                    </p>
                  )}
                </Notebox>
              ) : null}
              <FailureGroups
                session={session}
                groups={session.failures}
                cards={session.cards}
                onShow={(code) => change({ code, outcome: undefined })}
              />
              <ImportReport report={session.report} />
              <section aria-label="Files">
                <h2 className="mb-2 text-read font-strong">Files</h2>
                <OutcomeBar
                  counts={session.counts}
                  chosen={filter.outcome}
                  onChoose={(outcome) => change({ outcome, code: undefined })}
                />
                {filter.outcome === 'skipped' || (filter.outcome === undefined && isAllSkipped(session)) ? (
                  <SkipReasons groups={session.skips} chosen={filter.code} onChoose={(code) => change({ code })} />
                ) : null}
                <LogFilter filter={filter} onChange={change} />
                <ItemLog id={id} filter={filter} scroller={scroller} />
              </section>
            </>
          )}
        </div>
      </div>
    </Page>
  );
}

function Crumbs({ title }: { readonly title: string }): ReactElement {
  return (
    <nav aria-label="Where" className="flex min-w-0 items-center gap-1">
      <Link
        to="/imports"
        className="flex h-8 items-center gap-1 rounded-control pe-2 text-muted hover:bg-hover hover:text-text"
      >
        <ChevronLeft size={16} aria-hidden className="rtl:-scale-x-100" /> Imports
      </Link>
      <span aria-hidden className="text-muted">
        /
      </span>
      <span className="truncate ps-1 font-strong">{title}</span>
    </nav>
  );
}

/** Where its jobs are: files that could not be read have no job that failed. */
function tabOf(session: ImportView): 'waiting' | 'failed' | 'finished' {
  if (session.endedAt === null) return 'waiting';
  return session.problems > (session.counts.error ?? 0) ? 'failed' : 'finished';
}

function Heading({ session }: { readonly session: ImportView }): ReactElement {
  const now = useNow();
  const { icon: Icon, look, word } = sessionLook(session);
  const spent = session.endedAt === null ? null : Date.parse(session.endedAt) - Date.parse(session.startedAt);
  const files = Object.values(session.counts).reduce((sum, count) => sum + count, 0);
  return (
    <header className="flex flex-wrap items-start gap-4">
      <div className="min-w-0 flex-[1_1_18rem]">
        <h2 className="text-title font-strong [overflow-wrap:anywhere]">{shownName(session.title)}</h2>
        <p className="flex min-w-0 items-center gap-1 text-muted">
          <span className="truncate" title={shownName(session.folder)}>
            {middleCut(shownName(session.folder), 80)}
          </span>
          <CopyButton text={session.folder} what="path" />
        </p>
        <p className="flex flex-wrap items-center gap-x-2 text-muted tabular-nums">
          <span className={`flex items-center gap-1 ${look}`}>
            <Icon size={14} aria-hidden /> {word}
          </span>
          <span title={exactTime(session.startedAt)}>· {relativeTime(session.startedAt, now)}</span>
          <span>· {countOf(files, 'file')}</span>
          {session.gone === 0 ? null : (
            <span title="Known files that are not there any more. Their assets are kept, as missing.">
              · {count(session.gone)} gone
            </span>
          )}
          <span>· {bytes(session.bytes)}</span>
          {spent === null ? null : <span>· {duration(spent)}</span>}
        </p>
      </div>
      <Link
        to="/jobs"
        search={{ tab: tabOf(session), session: session.id }}
        className="inline-flex h-8 items-center gap-2 rounded-control border border-line bg-raised px-3 hover:bg-hover pointer-coarse:h-11"
      >
        <Activity size={16} aria-hidden /> Show jobs
      </Link>
      <Link
        to="/"
        search={{ session: session.id }}
        className="inline-flex h-8 items-center gap-2 rounded-control border border-line bg-raised px-3 hover:bg-hover pointer-coarse:h-11"
      >
        <Images size={16} aria-hidden /> Show in library
      </Link>
    </header>
  );
}

interface LogFilterProps {
  readonly filter: ItemFilter;
  readonly onChange: (part: ItemFilter) => void;
}

function LogFilter({ filter, onChange }: LogFilterProps): ReactElement {
  return (
    <div className="my-2 flex flex-wrap items-center gap-2">
      <input
        type="text"
        role="searchbox"
        aria-label="Part of the path"
        placeholder="Part of the path"
        defaultValue={filter.path ?? ''}
        onChange={(event) => onChange({ path: event.target.value === '' ? undefined : event.target.value })}
        className="h-8 w-64 rounded-control border border-line bg-surface px-2"
      />
      {filter.code === undefined ? null : (
        <button
          type="button"
          aria-label={`Remove filter ${filter.code}`}
          onClick={() => onChange({ code: undefined })}
          className="flex h-7 items-center gap-1 rounded-round bg-accent-soft ps-3 pe-2 font-code text-small text-accent hover:opacity-80"
        >
          {filter.code} <X size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}
