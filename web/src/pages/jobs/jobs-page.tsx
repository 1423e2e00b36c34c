import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, type ReactElement, type RefObject } from 'react';
import type { WhyNot } from '../../../../src/contract/job.ts';
import type { JobOverview } from '../../../../src/contract/job-overview.ts';
import { overviewQuery } from '../../api/work-queries.ts';
import { useNow } from '../../parts/app-context.ts';
import { Page } from '../../parts/page.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { SectionLinks } from '../../parts/section-links.tsx';
import { SkipLink } from '../../parts/skip-link.tsx';
import { waitingCount } from '../../words/job.ts';
import { count } from '../../words/number.ts';
import { FailureCauses } from './failure-causes.tsx';
import { DownServices, GroupList } from './group-list.tsx';
import { HeaderStrip } from './header-strip.tsx';
import { JobFilterBar } from './job-filter-bar.tsx';
import { JobList } from './job-list.tsx';
import { askOf, CHIP_KEYS, JOB_TABS, openTab, type JobsSearch, type JobTab } from './jobs-search.ts';
import { QueueCard } from './queue-card.tsx';
import { QueueGrid } from './queue-grid.tsx';
import { RemoveFinished } from './remove-finished.tsx';
import { RunningJobs } from './running-jobs.tsx';
import { ScheduleList } from './schedule-list.tsx';
import { TabList } from '../../parts/tab-list.tsx';
import { WhyBox } from './why-box.tsx';
import { useAskedInSight } from './use-asked-in-sight.ts';
import { WorkerList } from './worker-list.tsx';

/** All work: what runs, what waits and why, what failed, and the controls. */
export function JobsPage(): ReactElement {
  const { data: overview, error, refetch } = useQuery(overviewQuery);
  const now = useNow(1_000);
  const scroller = useRef<HTMLDivElement>(null);
  return (
    <Page title="Jobs" start={<SectionLinks of="jobs" />}>
      <div ref={scroller} className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1440px] flex-col gap-6 px-6 py-6 max-[720px]:px-4">
          {error !== null && overview === undefined ? (
            <ProblemBox title="The jobs could not be read" error={error} onRetry={() => void refetch()} />
          ) : null}
          {overview === undefined ? (
            error === null ? (
              <OverviewSkeleton />
            ) : null
          ) : (
            <>
              {/* each queue has seven stops of the Tab key */}
              <SkipLink
                text="Skip to the lists"
                to={() => scroller.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true]')}
              />
              <HeaderStrip overview={overview} now={now} />
              <div className="flex flex-wrap gap-4 empty:hidden">
                {overview.why === null ? null : (
                  <WhyBox
                    why={overview.why}
                    title={overview.counts.running > 0 ? 'Why does nothing go on?' : 'Why is nothing running?'}
                    whole
                  />
                )}
                <DownServices services={toldElsewhere(overview) ? [] : overview.services} now={now} />
              </div>
              <QueueGrid label="Queues" cards={overview.queues.length}>
                {overview.queues.map((queue) => (
                  <QueueCard key={queue.name} queue={queue} now={now} />
                ))}
              </QueueGrid>
              <GroupList groups={overview.groups} stands={overview.why !== null} />
            </>
          )}
          {error !== null && overview === undefined ? null : (
            <Lists overview={overview} scroller={scroller} now={now} />
          )}
        </div>
      </div>
    </Page>
  );
}

const AWAY: ReadonlySet<WhyNot['cause']> = new Set(['root-offline', 'disk-full', 'service-down']);

/** The one service that is down is the reason that stands above already. */
function toldElsewhere({ why, services }: JobOverview): boolean {
  const down = services.filter(({ state }) => state === 'down');
  return down.length === 1 && why !== null && AWAY.has(why.cause);
}

const EMPTY: Readonly<Record<JobTab, string>> = {
  running: 'Nothing runs now.',
  waiting: 'Nothing waits.',
  failed: 'Nothing has failed.',
  finished: 'Nothing was finished yet.',
  workers: '',
  schedules: '',
};

interface ListsProps {
  readonly overview: JobOverview | undefined;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly now: number;
}

function Lists({ overview, scroller, now }: ListsProps): ReactElement {
  const search = useSearch({ from: '/jobs' });
  const navigate = useNavigate({ from: '/jobs' });
  const tab = openTab(search);
  const ask = askOf(search);
  const narrowed = CHIP_KEYS.some((key) => search[key] !== undefined);
  const change = (part: Partial<JobsSearch>): void =>
    void navigate({ search: (was) => ({ ...was, ...part }), replace: true, resetScroll: false });
  const part = useAskedInSight(overview === undefined || search.tab === undefined ? null : search.tab, scroller);
  return (
    <section ref={part} aria-label="Lists" className="max-[720px]:min-h-[75dvh]">
      <TabList
        label="Jobs by state"
        tabs={JOB_TABS.map((name) => ({ name, text: TAB_WORDS[name], note: noteOf(name, overview) }))}
        open={tab}
        // A filter for a state belongs to its tab; what it is about stays.
        onOpen={(name) => change({ tab: name, state: undefined, code: undefined, ignored: undefined })}
      >
        {ask === null ? null : (
          <div className="flex flex-wrap items-center gap-2">
            <JobFilterBar search={search} overview={overview} onChange={change} />
            {tab === 'finished' ? <RemoveFinished ask={ask} /> : null}
          </div>
        )}
        {tab === 'running' && !narrowed && overview ? (
          <RunningJobs jobs={overview.running} workers={overview.workers} now={now} />
        ) : tab === 'workers' ? (
          <WorkerList workers={overview?.workers ?? []} now={now} />
        ) : tab === 'schedules' ? (
          <ScheduleList now={now} />
        ) : ask === null ? null : (
          <>
            {tab === 'failed' && CHIP_KEYS.every((key) => key === 'queue' || search[key] === undefined) ? (
              <FailureCauses queue={search.queue} />
            ) : null}
            <JobList
              key={JSON.stringify(ask)}
              ask={ask}
              scroller={scroller}
              empty={narrowed ? 'No job matches. Take a filter away to see more.' : EMPTY[tab]}
            />
          </>
        )}
      </TabList>
    </section>
  );
}

const TAB_WORDS: Readonly<Record<JobTab, string>> = {
  running: 'Running',
  waiting: 'Waiting',
  failed: 'Failed',
  finished: 'Finished',
  workers: 'Workers',
  schedules: 'Schedules',
};

function noteOf(tab: JobTab, overview: JobOverview | undefined): string | null {
  if (!overview) return null;
  const { counts } = overview;
  const n = tab === 'running' ? counts.running : tab === 'waiting' ? waitingCount(counts) : counts.failed;
  return (tab === 'running' || tab === 'waiting' || tab === 'failed') && n > 0 ? count(n) : null;
}

/** As many as there are queues unless the settings name some anew. */
const CARDS = [0, 1, 2, 3, 4];

function OverviewSkeleton(): ReactElement {
  return (
    <div aria-hidden className="skeleton flex flex-col gap-6">
      <div className="h-14 w-full max-w-[720px] rounded-panel bg-hover" />
      <QueueGrid cards={CARDS.length}>
        {CARDS.map((card) => (
          <div key={card} className="h-52 rounded-panel bg-hover" />
        ))}
      </QueueGrid>
    </div>
  );
}
