import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight, CircleCheck } from 'lucide-react';
import type { ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { Incident } from '../../../../src/contract/incident.ts';
import { kindWord } from '../../../../src/contract/kind-words.ts';
import { incidentsQuery } from '../../api/work-queries.ts';
import { useNow } from '../../parts/app-context.ts';
import { IconButton } from '../../parts/button.tsx';
import { CopyCode, CopyText } from '../../parts/copy-code.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { SectionLinks } from '../../parts/section-links.tsx';
import { Sparkline } from '../../parts/sparkline.tsx';
import { count } from '../../words/number.ts';
import { withoutPaths } from '../../words/path.ts';
import { clockMinute, dayTitle, exactTime } from '../../words/time.ts';
import { HelpText } from '../../parts/help-text.tsx';

const DAY = 86_400_000;

/** Failures of a day, one line a cause, worst first, each with what it hit and a text to copy. */
export function IncidentsPage(): ReactElement {
  const { day: asked } = useSearch({ from: '/incidents' });
  const navigate = useNavigate({ from: '/incidents' });
  const { data, error, refetch } = useQuery(incidentsQuery(asked));
  const today = new Date(useNow()).toISOString().slice(0, 10);
  const day = asked ?? today;
  const step = (days: number): void => {
    const next = new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
    void navigate({ search: { day: next >= today ? undefined : next }, replace: true });
  };
  return (
    <Page title="Incidents" start={<SectionLinks of="health" />}>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1080px] flex-col gap-4 px-6 py-6 max-[720px]:px-4">
          <div className="flex flex-wrap items-center gap-2">
            <IconButton label="Day before" onClick={() => step(-1)}>
              <ChevronLeft size={16} aria-hidden className="rtl:-scale-x-100" />
            </IconButton>
            <h2 className="min-w-32 text-center text-title font-strong tabular-nums">
              {day === today ? 'Today' : dayTitle(day, Number(today.slice(0, 4)))}
            </h2>
            <IconButton label="Day after" disabled={day >= today} onClick={() => step(1)}>
              <ChevronRight size={16} aria-hidden className="rtl:-scale-x-100" />
            </IconButton>
            <span className="flex-1 text-small text-muted max-[560px]:hidden">Days begin at midnight UTC</span>
            {data && data.incidents.length > 0 ? <CopyText text={data.summary} label="Copy summary" /> : null}
          </div>
          {error !== null && data === undefined ? (
            <ProblemBox title="The incidents could not be read" error={error} onRetry={() => void refetch()} />
          ) : null}
          {data?.incidents.length === 0 ? (
            <EmptyState icon={<CircleCheck size={24} aria-hidden />} title="Nothing failed on this day">
              <p className="text-muted">Failures of jobs and of the program are gathered here by their cause.</p>
            </EmptyState>
          ) : null}
          <ul className="flex flex-col">
            {data?.incidents.map((incident) => (
              <Row key={incident.id} incident={incident} />
            ))}
          </ul>
        </div>
      </div>
    </Page>
  );
}

const SEVERITIES = {
  P0: { look: 'bg-bad text-bg', hint: 'Nothing works, or data is in danger' },
  P1: { look: 'bg-bad-soft text-bad', hint: 'A whole part stands still' },
  P2: { look: 'bg-warn-soft text-warn', hint: 'Single jobs fail for good' },
  P3: { look: 'bg-hover text-muted', hint: 'It mended itself' },
} as const;

function Row({ incident }: { readonly incident: Incident }): ReactElement {
  const { look, hint } = SEVERITIES[incident.severity];
  const { impact, sample } = incident;
  return (
    <li className="flex items-start gap-4 border-t border-line py-3 max-[720px]:flex-wrap">
      <span title={hint} className={`w-9 shrink-0 rounded-control py-0.5 text-center font-strong ${look}`}>
        {incident.severity}
      </span>
      <div className="min-w-0 flex-1 basis-64">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <span className="font-strong">{incident.title.replace(incident.source, kindWord(incident.source))}</span>
          <CopyCode code={incident.code} />
        </div>
        <p>
          <HelpText text={incident.help} />
        </p>
        <p className="text-muted [overflow-wrap:anywhere]">
          {sample.jobId === null ? (
            withoutPaths(sample.text)
          ) : (
            <Link to="/jobs/$id" params={{ id: sample.jobId }} className="hover:text-text hover:underline">
              {withoutPaths(sample.text)}
            </Link>
          )}
        </p>
        <p className="text-small text-muted tabular-nums">
          {[
            impact.jobs > 0 ? countOf(impact.jobs, 'job') : null,
            impact.assets > 0 ? countOf(impact.assets, 'asset') : null,
            impact.failedForGood > 0 ? `${count(impact.failedForGood)} failed for good` : null,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </p>
      </div>
      <div className="w-52 shrink-0 max-[720px]:ms-13 max-[720px]:flex-1">
        <Sparkline label={`${count(incident.count)} over the day`} values={incident.perHour} />
        <p className="mt-1 flex justify-between text-small text-muted tabular-nums">
          <span>{count(incident.count)} ×</span>
          <span title={`${exactTime(incident.firstAt)} – ${exactTime(incident.lastAt)}`}>
            {[...new Set([incident.firstAt, incident.lastAt].map(clockMinute))].join(' – ')}
          </span>
        </p>
      </div>
      <CopyText text={incident.summary} label="Copy" />
    </li>
  );
}
