import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import type { ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { HealthView } from '../../../../src/contract/health.ts';
import { healthQuery } from '../../api/work-queries.ts';
import { useNow } from '../../parts/app-context.ts';
import { Page } from '../../parts/page.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { SectionLinks } from '../../parts/section-links.tsx';
import { relativeTime, sinceWords } from '../../words/time.ts';
import { DiskForecast } from './disk-forecast.tsx';
import { HealthParts } from './health-parts.tsx';
import { HeartbeatRows } from './heartbeat-rows.tsx';
import { VersionBlock } from './version-block.tsx';

/** Health of everything: what is wrong first, each with its cause and the next step; green says nothing more. */
export function HealthPage(): ReactElement {
  const { data: health, error, refetch } = useQuery(healthQuery);
  const now = useNow(1_000);
  return (
    <Page title="Health" start={<SectionLinks of="health" />}>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[920px] flex-col gap-8 px-6 py-6 max-[720px]:px-4">
          {error !== null && health === undefined ? (
            <ProblemBox title="Health could not be read" error={error} onRetry={() => void refetch()} />
          ) : null}
          {health === undefined ? (
            error === null ? (
              <Skeleton />
            ) : null
          ) : (
            <>
              <Verdict health={health} now={now} />
              <HealthParts parts={health.parts} now={now} />
              <HeartbeatRows services={health.services} now={now} />
              <DiskForecast health={health} />
              <VersionBlock versions={health.versions} />
            </>
          )}
        </div>
      </div>
    </Page>
  );
}

const LOOKS = {
  ok: { icon: CircleCheck, look: 'text-ok' },
  warn: { icon: CircleAlert, look: 'text-warn' },
  bad: { icon: CircleX, look: 'text-bad' },
} as const;

function Verdict({ health, now }: { readonly health: HealthView; readonly now: number }): ReactElement {
  const { icon: Icon, look } = LOOKS[health.state];
  const wrong = health.parts.filter(({ state }) => state !== 'ok').length;
  return (
    <section aria-label="Verdict" className="flex items-start gap-3">
      <Icon size={28} aria-hidden className={`shrink-0 ${look}`} />
      <div>
        <h2 className="text-title font-strong">
          {health.state === 'ok'
            ? 'All is well'
            : `${countOf(wrong, 'thing')} ${wrong === 1 ? 'needs' : 'need'} attention`}
        </h2>
        <p className="text-muted tabular-nums">
          {health.ok ? 'Everything that is needed works' : 'Something that is needed does not work'} · looked at{' '}
          {relativeTime(health.at, now)} · up for {sinceWords(health.startedAt, now)}
        </p>
      </div>
    </section>
  );
}

function Skeleton(): ReactElement {
  return (
    <div aria-hidden className="skeleton flex flex-col gap-3">
      <div className="h-10 w-64 rounded-panel bg-hover" />
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="h-10 rounded-panel bg-hover" />
      ))}
    </div>
  );
}
