import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { JobGroupView, ServiceView } from '../../../../src/contract/job-overview.ts';
import { Notebox } from '../../parts/problem-box.tsx';
import { timeLeft } from '../../words/duration.ts';
import { downTitle } from '../../words/job.ts';
import { isTool } from '../../../../src/contract/need-words.ts';
import { idParts } from '../../words/ids.ts';
import { count } from '../../words/number.ts';
import { shownName, withoutPaths } from '../../words/path.ts';
import { sinceWords, untilWords } from '../../words/time.ts';
import { LookNow } from './look-now.tsx';

/** Services that are down: since when, why, when it is tried again, and how many jobs wait for it. */
export function DownServices({
  services,
  now,
}: {
  readonly services: readonly ServiceView[];
  readonly now: number;
}): ReactElement {
  return (
    <>
      {services
        .filter(({ state }) => state === 'down')
        .map((service) => (
          <Notebox key={service.name} tone="warn" title={downTitle(service)} code={codeOf(service.name)}>
            <p>
              It has been away for {sinceWords(service.sinceAt, now)}. {countOf(service.jobsWaiting, 'job')} wait
              {service.jobsWaiting === 1 ? 's' : ''} for it and lose{service.jobsWaiting === 1 ? 's' : ''} no attempt.{' '}
              {service.reason === null || service.name.startsWith('root:') ? '' : withoutPaths(service.reason)}
            </p>
            <p className="text-muted tabular-nums">
              {service.nextProbeAt === null
                ? 'All goes on by itself once it is back.'
                : `Looked at again ${untilWords(service.nextProbeAt, now)}; all goes on by itself then.`}
            </p>
            {service.nextProbeAt === null ? null : <LookNow service={service.name} />}
          </Notebox>
        ))}
    </>
  );
}

function codeOf(service: string): string {
  if (service.startsWith('disk:')) return 'disk_full';
  return isTool(service) ? 'tool_missing' : 'service_down';
}

function GroupTitle({ group }: { readonly group: JobGroupView }): ReactElement {
  const look = 'min-w-0 flex-1 truncate hover:underline';
  const parts = idParts(group.id);
  if ('session' in parts)
    return (
      <Link to="/imports/$id" params={{ id: parts.session }} className={look}>
        Import of {shownName(group.title)}
      </Link>
    );
  return (
    <Link to="/jobs" search={{ tab: 'waiting', group: group.id }} replace className={look}>
      {shownName(group.title)}
    </Link>
  );
}

interface GroupListProps {
  readonly groups: readonly JobGroupView[];
  /** Nothing runs: what was once the pace tells no time left. */
  readonly stands: boolean;
}

/** Pieces of work that are made of many jobs, with how far each is. */
export function GroupList({ groups, stands }: GroupListProps): ReactElement | null {
  if (groups.length === 0) return null;
  return (
    <section aria-label="Work in progress">
      <h2 className="mb-2 text-read font-strong">Work in progress</h2>
      <ul className="flex flex-col">
        {groups.map((group) => (
          <li key={group.id} className="flex items-center gap-4 border-t border-line py-2 max-[560px]:flex-wrap">
            <GroupTitle group={group} />
            <progress
              aria-label={`Progress of ${group.title}`}
              max={1}
              value={group.share}
              className="progress h-1.5 w-40 shrink-0"
            />
            <span className="w-72 shrink-0 text-muted tabular-nums">
              {[
                `${count(group.done)} of ${count(group.jobs)}`,
                group.failed > 0 ? `${count(group.failed)} failed` : null,
                stands ? null : timeLeft(group.etaMs),
              ]
                .filter((part) => part !== null)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
