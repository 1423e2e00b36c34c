import { Link } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, CircleX, LoaderCircle, Power, type LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { WorkerView } from '../../../../src/contract/job-overview.ts';
import { CopyCode } from '../../parts/copy-code.tsx';
import { isTool, serviceWord } from '../../../../src/contract/need-words.ts';
import { queueWord } from '../../words/job.ts';
import { bytes } from '../../words/number.ts';
import { withoutPaths } from '../../words/path.ts';
import { exactTime, relativeTime, sinceWords } from '../../words/time.ts';

const LOOKS: Readonly<Record<WorkerView['state'], { icon: LucideIcon; look: string; word: string }>> = {
  starting: { icon: LoaderCircle, look: 'text-wait', word: 'Starting' },
  running: { icon: LoaderCircle, look: 'text-accent', word: 'Working' },
  idle: { icon: CircleCheck, look: 'text-ok', word: 'Idle' },
  error: { icon: CircleAlert, look: 'text-bad', word: 'Error' },
  stopped: { icon: Power, look: 'text-wait', word: 'Stopped' },
  stale: { icon: CircleX, look: 'text-bad', word: 'Heartbeat lost' },
};

/** Worker processes by their own heartbeat, with what each one runs. */
export function WorkerList({
  workers,
  now,
}: {
  readonly workers: readonly WorkerView[];
  readonly now: number;
}): ReactElement {
  if (workers.length === 0)
    return (
      <p className="border-t border-line py-6 text-muted">
        No worker has been alive in the last hour. `supervisor work` starts one; `supervisor start` brings its own.
      </p>
    );
  return (
    <ul aria-label="Workers">
      {workers.map((worker) => {
        const { icon: Icon, look, word } = LOOKS[worker.state];
        return (
          <li key={worker.id} className="flex items-start gap-3 border-t border-line py-3">
            <Icon size={16} aria-hidden className={`mt-0.5 shrink-0 ${look}`} />
            <div className="min-w-0 flex-1">
              <p>
                <span className="font-strong">{worker.host}</span>{' '}
                <span className="text-muted tabular-nums">process {worker.pid}</span>{' '}
                <Link to="/logs" search={{ worker: worker.id }} className="text-small text-accent hover:underline">
                  Log
                </Link>
              </p>
              <p className="text-small text-muted">
                {worker.queues.length === 0 ? 'Works every queue' : `Works ${worker.queues.map(queueWord).join(', ')}`}
                {lackText(worker.lacks)}
              </p>
              {worker.problem === null ? null : (
                <p className="text-small [overflow-wrap:anywhere]">
                  <CopyCode code={worker.problem.code} /> {withoutPaths(worker.problem.message)}
                </p>
              )}
            </div>
            <div className="shrink-0 text-end text-muted tabular-nums">
              <p className={look}>{word}</p>
              <p className="text-small" title={exactTime(worker.seenAt)}>
                {worker.stoppedAt === null
                  ? `Heartbeat ${sinceWords(worker.seenAt, now)} ago`
                  : relativeTime(worker.stoppedAt, now)}
              </p>
              <p className="text-small">
                {worker.running.length === 0 ? null : (
                  <Link to="/jobs" search={{ tab: 'running' }} replace className="hover:underline">
                    {countOf(worker.running.length, 'job')}
                  </Link>
                )}
                {worker.rssBytes === null
                  ? ''
                  : `${worker.running.length === 0 ? '' : ' · '}${bytes(worker.rssBytes)} memory`}
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** Tools only: which roots it sees is as it was set up. */
function lackText(lacks: WorkerView['lacks']): string {
  const tools = lacks.filter(isTool);
  return tools.length === 0 ? '' : ` · lacks ${tools.map(serviceWord).join(', ')}`;
}
