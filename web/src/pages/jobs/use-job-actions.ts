import { useMutation, useQueryClient } from '@tanstack/react-query';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { ChangeId } from '../../../../src/contract/ids.ts';
import type { JobProblem, JobSelection } from '../../../../src/contract/job.ts';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import { notify } from '../../state/notices.ts';

/** What can be asked of jobs. */
export type JobAction = 'retry' | 'cancel' | 'ignore' | 'unignore' | 'hold' | 'release' | 'first' | 'last';

const DONE: Readonly<Record<JobAction, (jobs: string) => string>> = {
  retry: (jobs) => `Trying again: ${jobs}.`,
  cancel: (jobs) => `Cancelled: ${jobs}.`,
  ignore: (jobs) => `Ignored: ${jobs}. The record stays.`,
  unignore: (jobs) => `Shown again: ${jobs}.`,
  hold: (jobs) => `Held: ${jobs}.`,
  release: (jobs) => `Released: ${jobs}.`,
  first: (jobs) => `Before all others of their queue: ${jobs}.`,
  last: (jobs) => `After all others of their queue: ${jobs}.`,
};
const NONE: Readonly<Record<JobAction, string>> = {
  retry: 'There is nothing to try again.',
  cancel: 'There is nothing to cancel any more.',
  ignore: 'There is nothing to ignore.',
  unignore: 'There is nothing to show again.',
  hold: 'There is nothing to hold any more.',
  release: 'There is nothing to release.',
  first: 'There is nothing that has not started.',
  last: 'There is nothing that has not started.',
};

const PRIORITIES = { first: 0, last: 1_000 } as const;

interface Asked {
  readonly action: JobAction;
  readonly on: JobSelection;
}

/** What was done to how many jobs, by which the server takes it back. */
interface Done {
  readonly change: ChangeId;
  readonly was: JobAction;
  readonly of: number;
}

interface Answer {
  readonly jobs: number;
  readonly change?: ChangeId | undefined;
  readonly refused?: JobProblem | undefined;
}

/** Asks for it; with `on.dryRun` only how many jobs it would change, and whether that would be refused. */
export function askJobs({ action, on }: Asked): Promise<Answer> {
  if (action === 'first' || action === 'last') return api.jobs.prioritise({ ...on, priority: PRIORITIES[action] });
  return api.jobs[action](on);
}

/** Acts on jobs, says what came of it, and offers to take it back where there is a way back. */
export function useJobActions() {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (asked: Asked | Done) => ('action' in asked ? askJobs(asked) : takeBack(asked)),
    onSuccess({ jobs, change }, asked) {
      void queries.invalidateQueries({ queryKey: ['jobs'] });
      const back = 'action' in asked && change !== undefined ? { change, was: asked.action, of: jobs } : undefined;
      notify({
        tone: 'done',
        text: told(asked, jobs),
        ...(back === undefined ? {} : { action: { label: 'Undo', run: () => mutate(back) } }),
      });
    },
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: message, detail: help, code });
    },
  });
  return { act: (action: JobAction, on: JobSelection): void => mutate({ action, on }), busy: isPending };
}

/** Taken back is taken back: there is no change to be named. */
async function takeBack({ change }: Done): Promise<Answer> {
  return await api.jobs.undo({ change });
}

function told(asked: Asked | Done, jobs: number): string {
  if ('action' in asked) return jobs === 0 ? NONE[asked.action] : DONE[asked.action](countOf(jobs, 'job'));
  const past = asked.was === 'retry' ? 'started already' : 'went on meanwhile';
  if (jobs === 0) return `${asked.of === 1 ? 'It' : 'They'} ${past}: there is nothing to take back.`;
  const rest = asked.of - jobs;
  return `Taken back: ${countOf(jobs, 'job')}.${rest > 0 ? ` ${countOf(rest, 'other')} ${past}.` : ''}`;
}
