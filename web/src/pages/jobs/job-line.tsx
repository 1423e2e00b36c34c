import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { JobRow } from '../../../../src/contract/job.ts';
import { serviceWord } from '../../../../src/contract/need-words.ts';
import { kindWord } from '../../../../src/contract/kind-words.ts';
import { CopyCode } from '../../parts/copy-code.tsx';
import { CutName } from '../../parts/cut-name.tsx';
import { shownName, withoutPaths } from '../../words/path.ts';
import { exactTime, relativeTime, untilWords } from '../../words/time.ts';
import { stateLook } from './state-look.ts';

interface JobLineProps {
  readonly job: JobRow;
  readonly now: number;
  readonly chosen: boolean;
  readonly onChoose: (on: boolean) => void;
}

/** One job in the list: state, what it does to what, why it stands as it does, and when. */
export function JobLine({ job, now, chosen, onChoose }: JobLineProps): ReactElement {
  const { icon: Icon, look, word } = stateLook(job);
  const name = job.asset === null ? null : shownName(job.asset.name);
  return (
    <>
      <span role="cell" className="flex w-6 shrink-0 justify-center pointer-coarse:w-11">
        <input
          type="checkbox"
          aria-label={`Select ${kindWord(job.kind)}${name === null ? '' : `, ${name}`}`}
          checked={chosen}
          onChange={(event) => onChoose(event.target.checked)}
          className="size-4 accent-accent-solid pointer-coarse:size-6"
        />
      </span>
      <span role="cell" className={`flex w-28 shrink-0 items-center gap-2 max-[560px]:w-5 ${look}`}>
        <Icon size={16} aria-hidden className="shrink-0" />
        <span className="truncate text-text max-[560px]:sr-only">{word}</span>
      </span>
      <span
        role="cell"
        className="flex min-w-0 flex-1 items-baseline gap-2 max-[560px]:flex-col max-[560px]:items-stretch max-[560px]:gap-0 max-[560px]:leading-[18px]"
      >
        <Link
          to="/jobs/$id"
          params={{ id: job.id }}
          className="min-w-0 max-w-full shrink-0 truncate font-strong hover:underline"
        >
          {kindWord(job.kind)}
        </Link>
        {job.asset === null ? null : (
          <Link
            to="/asset/$id"
            params={{ id: job.asset.id }}
            title={name ?? undefined}
            className="min-w-0 text-muted hover:text-text hover:underline"
          >
            <CutName name={name ?? ''} />
          </Link>
        )}
      </span>
      <span role="cell" className="flex w-[36%] min-w-0 items-baseline gap-2 text-muted max-[720px]:hidden">
        <Remark job={job} now={now} />
      </span>
      <span
        role="cell"
        title={`${job.attempt} of ${job.maxAttempts} attempts`}
        className="w-12 shrink-0 text-end text-muted tabular-nums max-[900px]:hidden"
      >
        {job.attempt === 0 ? '' : `${job.attempt} / ${Math.max(job.attempt, job.maxAttempts)}`}
      </span>
      <span
        role="cell"
        title={exactTime(job.finishedAt ?? job.startedAt ?? job.createdAt)}
        className="w-24 shrink-0 text-end text-muted tabular-nums max-[420px]:w-20"
      >
        {relativeTime(job.finishedAt ?? job.startedAt ?? job.createdAt, now)}
      </span>
    </>
  );
}

/** The one thing that is worth saying about a job: the delay, the service that is down, the failure, or the stage. */
function Remark({ job, now }: { readonly job: JobRow; readonly now: number }): ReactElement | null {
  const problem =
    job.problem === null ? null : (
      <>
        <CopyCode code={job.problem.code} />
        <span className="min-w-0 truncate" title={withoutPaths(job.problem.message)}>
          {withoutPaths(job.problem.message)}
        </span>
      </>
    );
  if (job.state === 'blocked')
    return (
      <span className="truncate">Waits for {job.blockedOn === null ? 'a service' : serviceWord(job.blockedOn)}</span>
    );
  if (job.state === 'scheduled')
    return (
      <>
        <span className="shrink-0 tabular-nums" title={exactTime(job.runAt)}>
          {untilWords(job.runAt, now)}
        </span>
        {problem}
      </>
    );
  if (job.state === 'running') return <span className="truncate">{job.stage ?? ''}</span>;
  return job.state === 'done' || job.state === 'cancelled' ? null : problem;
}
