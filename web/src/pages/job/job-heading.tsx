import { Link } from '@tanstack/react-router';
import {
  ArrowDownToLine,
  ArrowUpToLine,
  Ban,
  Eye,
  EyeOff,
  Hand,
  Images,
  Play,
  RotateCw,
  type LucideIcon,
} from 'lucide-react';
import type { ReactElement } from 'react';
import type { JobView } from '../../../../src/contract/job.ts';
import { kindWord } from '../../../../src/contract/kind-words.ts';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-code.tsx';
import { duration } from '../../words/duration.ts';
import { queueWord, subjectOf } from '../../words/job.ts';
import { count, percent } from '../../words/number.ts';
import { shownName } from '../../words/path.ts';
import { exactTime, relativeTime, sinceWords } from '../../words/time.ts';
import { stateLook } from '../jobs/state-look.ts';
import { useJobActions, type JobAction } from '../jobs/use-job-actions.ts';

/** What it is, how it stands, and what can be done with it. */
export function JobHeading({ job, now }: { readonly job: JobView; readonly now: number }): ReactElement {
  const { icon: Icon, look, word } = stateLook(job);
  const subject = subjectOf(job, job.payload);
  return (
    <header className="flex flex-wrap items-start gap-4">
      <div className="min-w-0 flex-1 basis-80">
        <h2 className="text-title font-strong [overflow-wrap:anywhere]">
          {kindWord(job.kind)}
          {subject === null ? '' : ` · ${shownName(subject)}`}
        </h2>
        <p className="flex flex-wrap items-center gap-x-2 text-muted tabular-nums">
          <span className={`flex items-center gap-1 ${look}`}>
            <Icon size={14} aria-hidden /> {word}
          </span>
          <span title={exactTime(job.createdAt)}>· queued {relativeTime(job.createdAt, now)}</span>
          <Spent job={job} now={now} />
          <span>
            ·{' '}
            {job.attempt === 0 ? 'not started' : `attempt ${job.attempt} of ${Math.max(job.attempt, job.maxAttempts)}`}
          </span>
          <span>
            ·{' '}
            <Link to="/jobs" search={{ tab: 'waiting', queue: job.queue }} className="hover:text-text hover:underline">
              {queueWord(job.queue)} queue
            </Link>
          </span>
        </p>
        <p className="flex items-center gap-1 text-muted">
          <code className="truncate font-code text-small">{job.id}</code>
          <CopyButton text={job.id} what="job id" />
        </p>
        <Progress job={job} />
      </div>
      <Actions job={job} />
    </header>
  );
}

function Spent({ job, now }: { readonly job: JobView; readonly now: number }): ReactElement | null {
  if (job.startedAt === null) return null;
  if (job.state === 'running') return <span>· runs {sinceWords(job.startedAt, now)}</span>;
  const last = job.attempts.at(-1);
  return last?.durationMs === null || last === undefined ? null : <span>· took {duration(last.durationMs)}</span>;
}

function Progress({ job }: { readonly job: JobView }): ReactElement | null {
  if (job.state !== 'running' || job.total === null || job.total === 0) return null;
  return (
    <p className="mt-2 flex max-w-96 items-center gap-3 text-muted tabular-nums">
      <progress aria-label="Progress" max={job.total} value={job.done} className="progress h-1.5 flex-1" />
      {count(job.done)} of {count(job.total)} · {percent(job.done, job.total)}
    </p>
  );
}

const OFFERS: Readonly<Record<JobAction, { word: string; icon: LucideIcon }>> = {
  retry: { word: 'Retry', icon: RotateCw },
  ignore: { word: 'Ignore', icon: EyeOff },
  unignore: { word: 'Show again', icon: Eye },
  hold: { word: 'Hold', icon: Hand },
  release: { word: 'Release', icon: Play },
  cancel: { word: 'Cancel', icon: Ban },
  first: { word: 'Do first', icon: ArrowUpToLine },
  last: { word: 'Do last', icon: ArrowDownToLine },
};

function Actions({ job }: { readonly job: JobView }): ReactElement {
  const { act, busy } = useJobActions();
  return (
    <div className="flex flex-wrap gap-2">
      {job.actions.map((action) => {
        const { word: usual, icon: Icon } = OFFERS[action];
        const word = action === 'retry' && job.state === 'done' ? 'Run again' : usual;
        return (
          <Button key={action} disabled={busy} onClick={() => act(action, { ids: [job.id] })}>
            <Icon size={14} aria-hidden /> {word}
          </Button>
        );
      })}
      {job.sessionId === null ? null : (
        <Link
          to="/imports/$id"
          params={{ id: job.sessionId }}
          className="inline-flex h-8 items-center rounded-control border border-line bg-raised px-3 hover:bg-hover pointer-coarse:h-11"
        >
          Show import
        </Link>
      )}
      {job.asset === null ? null : (
        <Link
          to="/asset/$id"
          params={{ id: job.asset.id }}
          className="inline-flex h-8 items-center gap-2 rounded-control border border-line bg-raised px-3 hover:bg-hover pointer-coarse:h-11"
        >
          <Images size={16} aria-hidden /> Show asset
        </Link>
      )}
    </div>
  );
}
