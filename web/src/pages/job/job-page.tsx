import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import type { ReactElement } from 'react';
import type { JobView } from '../../../../src/contract/job.ts';
import { kindWord } from '../../../../src/contract/kind-words.ts';
import { jobQuery } from '../../api/work-queries.ts';
import { useNow } from '../../parts/app-context.ts';
import { Page } from '../../parts/page.tsx';
import { Notebox } from '../../parts/problem-box.tsx';
import { UnreadState } from '../../parts/unread-state.tsx';
import { subjectOf } from '../../words/job.ts';
import { shownName, withoutPaths } from '../../words/path.ts';
import { WhyBox } from '../jobs/why-box.tsx';
import { AttemptColumns } from './attempt-columns.tsx';
import { JobFacts } from './job-facts.tsx';
import { JobHeading } from './job-heading.tsx';
import { JobLog } from './job-log.tsx';
import { JobTimeline } from './job-timeline.tsx';
import { JsonFold } from './json-fold.tsx';
import { HelpText } from '../../parts/help-text.tsx';

/** One job: how it stands and why, every attempt with its stages, what it said, and what can be done. */
export function JobPage(): ReactElement {
  const { id } = useParams({ from: '/jobs/$id' });
  const { data: job, error, refetch } = useQuery(jobQuery(id));
  const title = job ? [kindWord(job.kind), subjectOf(job, job.payload)].filter(Boolean).join(' · ') : 'Job';
  return (
    <Page title={shownName(title)} start={<Crumbs title={shownName(title)} />}>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1240px] flex-col gap-6 px-6 py-6 max-[720px]:px-4">
          {error !== null && job === undefined ? (
            <UnreadState what="job" error={error} onRetry={() => void refetch()} to="/jobs" toName="All jobs" />
          ) : null}
          {job === undefined ? null : <Body job={job} />}
        </div>
      </div>
    </Page>
  );
}

function Body({ job }: { readonly job: JobView }): ReactElement {
  const now = useNow(1_000);
  const ended = job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
  return (
    <>
      <JobHeading job={job} now={now} />
      {ended || job.state === 'running' ? null : <WhyBox why={job.why} title="Why is it not running?" />}
      {job.problem === null ? null : (
        <Notebox
          tone={job.state === 'failed' && !job.ignored ? 'bad' : 'warn'}
          title={job.state === 'failed' ? 'It failed' : 'It failed before'}
          code={job.problem.code}
        >
          <p>{withoutPaths(job.problem.message)}</p>
          {job.problem.cause === null ? null : <p className="text-muted">{CLASSES[job.problem.cause]}</p>}
          <p className="text-muted">
            <HelpText text={job.problem.help} />
          </p>
        </Notebox>
      )}
      <JobTimeline job={job} now={now} />
      <AttemptColumns job={job} now={now} />
      <JobLog events={job.events} />
      <Relatives job={job} />
      <section aria-label="Data" className="flex flex-col gap-2">
        <JsonFold title="Payload" value={job.payload} />
        {job.result === null || job.result === undefined ? null : <JsonFold title="Result" value={job.result} />}
        <JobFacts job={job} />
      </section>
    </>
  );
}

/** What the class of an error means for trying again. */
const CLASSES = {
  transient: 'The cause may pass by itself: trying again can help.',
  permanent: 'Trying again as it is helps nothing: the cause has to be mended first.',
  busy: 'Something was busy; it is tried again.',
  dependency: 'A service was away; no attempt was used up.',
} as const;

function Crumbs({ title }: { readonly title: string }): ReactElement {
  return (
    <nav aria-label="Where" className="flex min-w-0 items-center gap-1">
      <Link
        to="/jobs"
        className="flex h-8 shrink-0 items-center gap-1 rounded-control pe-2 text-muted hover:bg-hover hover:text-text"
      >
        <ChevronLeft size={16} aria-hidden className="rtl:-scale-x-100" /> Jobs
      </Link>
      <span aria-hidden className="text-muted">
        /
      </span>
      <span className="truncate ps-1 font-strong">{title}</span>
    </nav>
  );
}

function Relatives({ job }: { readonly job: JobView }): ReactElement | null {
  const rows = [
    ['Waits for', job.parents],
    ['Waited for by', job.children],
  ] as const;
  if (job.parents.length + job.children.length === 0) return null;
  return (
    <section aria-label="Related jobs">
      <h2 className="mb-2 text-read font-strong">Related jobs</h2>
      {rows.map(([title, jobs]) =>
        jobs.length === 0 ? null : (
          <p key={title} className="flex flex-wrap gap-x-3">
            <span className="text-muted">{title}</span>
            {jobs.map((one) => (
              <Link key={one.id} to="/jobs/$id" params={{ id: one.id }} className="hover:underline">
                {kindWord(one.kind)} <span className="text-muted">({one.state})</span>
              </Link>
            ))}
          </p>
        ),
      )}
    </section>
  );
}
