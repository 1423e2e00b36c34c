import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CalendarClock, Pause, Play } from 'lucide-react';
import type { ReactElement } from 'react';
import type { ScheduleView } from '../../../../src/contract/job-overview.ts';
import { schedulesQuery } from '../../api/work-queries.ts';
import { Button, IconButton } from '../../parts/button.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { capWords, cronWords } from '../../../../src/contract/cron-words.ts';
import { kindWord } from '../../../../src/contract/kind-words.ts';
import { isJobId } from '../../words/ids.ts';
import { exactTime, relativeTime, untilWords } from '../../words/time.ts';
import { useScheduleChange } from './use-schedule-change.ts';

/** Work that comes back by the clock, or when asked for: when it was done and when it comes next. */
export function ScheduleList({ now }: { readonly now: number }): ReactElement | null {
  const { data, error, refetch } = useQuery(schedulesQuery);
  if (error !== null && data === undefined)
    return <ProblemBox title="The schedules could not be read" error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  if (data.schedules.length === 0)
    return <p className="border-t border-line py-6 text-muted">Nothing comes back by the clock.</p>;
  return (
    <ul aria-label="Schedules">
      {data.schedules.map((schedule) => (
        <li key={schedule.key} className="flex items-center gap-3 border-t border-line py-3 max-[560px]:flex-wrap">
          <CalendarClock size={16} aria-hidden className="shrink-0 text-muted" />
          <div className="min-w-0 flex-1 max-[560px]:basis-4/5">
            <p className="font-strong">{kindWord(schedule.key)}</p>
            <p className="text-small text-muted" title={schedule.cron}>
              {cronWords(schedule.cron) ?? schedule.cron}
              {schedule.timeZone === null || schedule.cron === '' ? '' : ` · ${schedule.timeZone}`}
            </p>
            {capWords(schedule).map((words) => (
              <p key="cap" className={`text-small ${schedule.capReached ? 'text-warn' : 'text-muted'}`}>
                {words}
              </p>
            ))}
          </div>
          <p
            className="w-40 shrink-0 tabular-nums max-[560px]:w-auto max-[560px]:flex-1 max-[560px]:ps-7"
            title={nextTitle(schedule)}
          >
            {schedule.pausedAt !== null
              ? `Paused ${relativeTime(schedule.pausedAt, now)}`
              : schedule.nextRunAt === null
                ? 'Not planned'
                : `Next ${untilWords(schedule.nextRunAt, now)}`}
          </p>
          <LastRun schedule={schedule} now={now} />
          <Controls schedule={schedule} />
        </li>
      ))}
    </ul>
  );
}

function Controls({ schedule: { key, cron, pausedAt } }: { readonly schedule: ScheduleView }): ReactElement {
  const { run, busy } = useScheduleChange();
  const name = kindWord(key);
  const paused = pausedAt !== null;
  const Icon = paused ? Play : Pause;
  return (
    <div className="flex shrink-0 items-center gap-1 max-[560px]:w-full max-[560px]:ps-7">
      <Button disabled={busy} aria-label={`Run now: ${name}`} onClick={() => run({ to: 'run', key, name })}>
        Run now
      </Button>
      {cron === '' && !paused ? (
        <span aria-hidden className="w-8 pointer-coarse:w-11" />
      ) : (
        <IconButton
          label={paused ? `Resume ${name}` : `Pause ${name}: it does not come back`}
          aria-pressed={paused}
          disabled={busy}
          onClick={() => run({ to: paused ? 'resume' : 'pause', key, name })}
        >
          <Icon size={16} aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

const nextTitle = ({ nextRunAt }: ScheduleView): string | undefined =>
  nextRunAt === null ? undefined : exactTime(nextRunAt);

function LastRun({ schedule, now }: { readonly schedule: ScheduleView; readonly now: number }): ReactElement {
  const last = schedule.lastRuns[0];
  if (last === undefined) return <p className="w-36 shrink-0 text-muted max-[560px]:w-auto">Not run yet</p>;
  const text = `Last ${relativeTime(last.at, now)}`;
  return (
    <p className="w-36 shrink-0 text-muted tabular-nums max-[560px]:w-auto" title={exactTime(last.at)}>
      {isJobId(last.jobId) ? (
        <Link to="/jobs/$id" params={{ id: last.jobId }} className="hover:text-text hover:underline">
          {text}
        </Link>
      ) : (
        text
      )}
    </p>
  );
}
