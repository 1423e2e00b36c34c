import { Link } from '@tanstack/react-router';
import { CircleStop, TriangleAlert } from 'lucide-react';
import type { ReactElement } from 'react';
import type { JobRow } from '../../../../src/contract/job.ts';
import type { WorkerView } from '../../../../src/contract/job-overview.ts';
import { kindWord } from '../../../../src/contract/kind-words.ts';
import { IconButton } from '../../parts/button.tsx';
import { CutName } from '../../parts/cut-name.tsx';
import { isSilent } from '../../words/job.ts';
import { count, percent } from '../../words/number.ts';
import { shownName } from '../../words/path.ts';
import { exactTime, sinceWords } from '../../words/time.ts';
import { useJobActions } from './use-job-actions.ts';

interface RunningJobsProps {
  readonly jobs: readonly JobRow[];
  readonly workers: readonly WorkerView[];
  readonly now: number;
}

/** What runs now: how far it is, at what, on which worker, whether that is alive, and the way to stop it. */
export function RunningJobs({ jobs, workers, now }: RunningJobsProps): ReactElement {
  const { act, busy } = useJobActions();
  if (jobs.length === 0) return <p className="border-t border-line py-6 text-muted">Nothing runs now.</p>;
  return (
    <ul aria-label="Running jobs">
      {jobs.map((job) => (
        <li key={job.id} className="flex min-h-14 items-center gap-4 border-t border-line py-2 max-[560px]:gap-2">
          <div className="min-w-0 flex-1">
            <div className="flex items-baseline gap-2">
              <Link
                to="/jobs/$id"
                params={{ id: job.id }}
                className="max-w-full shrink-0 truncate font-strong hover:underline"
              >
                {kindWord(job.kind)}
              </Link>
              <Subject job={job} />
            </div>
            <p className="flex flex-wrap gap-x-2 text-small text-muted tabular-nums">
              {[...remarks(job, now), worker(job, workers)].filter(Boolean).join(' · ')}
              <Silence job={job} now={now} />
            </p>
          </div>
          <Bar job={job} />
          <IconButton
            label={job.cancelRequested ? 'It was asked to stop' : 'Cancel this job'}
            disabled={busy || job.cancelRequested}
            onClick={() => act('cancel', { ids: [job.id] })}
          >
            <CircleStop size={16} aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}

function remarks(job: JobRow, now: number): (string | null)[] {
  return [
    job.startedAt === null ? null : `for ${sinceWords(job.startedAt, now)}`,
    job.stage === null ? null : `${job.stage}${job.stageAt === null ? '' : `, ${sinceWords(job.stageAt, now)}`}`,
    job.attempt > 1 ? `attempt ${job.attempt}` : null,
    job.cancelRequested ? 'asked to stop' : null,
  ];
}

function worker(job: JobRow, workers: readonly WorkerView[]): string | null {
  const one = workers.find(({ id }) => id === job.workerId);
  return one ? `${one.host}, process ${one.pid}` : null;
}

function Subject({ job }: { readonly job: JobRow }): ReactElement | null {
  if (job.asset === null) {
    if (job.sessionId === null) return null;
    return (
      <Link to="/imports/$id" params={{ id: job.sessionId }} className="text-muted hover:text-text hover:underline">
        Import
      </Link>
    );
  }
  const name = shownName(job.asset.name);
  return (
    <Link
      to="/asset/$id"
      params={{ id: job.asset.id }}
      title={name}
      className="min-w-0 text-muted hover:text-text hover:underline"
    >
      <CutName name={name} />
    </Link>
  );
}

function Silence({ job, now }: { readonly job: JobRow; readonly now: number }): ReactElement | null {
  if (job.heartbeatAt === null) return null;
  if (!isSilent(job, now)) return <span title={exactTime(job.heartbeatAt)}>· alive</span>;
  return (
    <span title={exactTime(job.heartbeatAt)} className="flex items-center gap-1 text-bad">
      <TriangleAlert size={14} aria-hidden /> No heartbeat for {sinceWords(job.heartbeatAt, now)}
    </span>
  );
}

function Bar({ job }: { readonly job: JobRow }): ReactElement | null {
  if (job.total === null || job.total === 0)
    return job.done === 0 ? null : <span className="shrink-0 text-muted tabular-nums">{count(job.done)} done</span>;
  return (
    <span className="flex w-48 shrink-0 items-center gap-3 text-muted tabular-nums max-[560px]:w-20">
      <progress
        aria-label={`Progress of ${kindWord(job.kind)}`}
        max={job.total}
        value={job.done}
        className="progress h-1.5 min-w-0 flex-1"
      />
      <span title={`${count(job.done)} of ${count(job.total)}`} className="w-10 text-end">
        {percent(job.done, job.total)}
      </span>
    </span>
  );
}
