import { useMutation, useQueryClient } from '@tanstack/react-query';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { JobSelection } from '../../../../src/contract/job.ts';
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
/** What takes an action back. A retried job is at work: there is no way back from that. */
const BACK: Partial<Readonly<Record<JobAction, JobAction>>> = {
  cancel: 'retry',
  ignore: 'unignore',
  unignore: 'ignore',
  hold: 'release',
  release: 'hold',
};

const PRIORITIES = { first: 0, last: 1_000 } as const;

interface Asked {
  readonly action: JobAction;
  readonly on: JobSelection;
}

/** Asks for it; with `on.dryRun` only how many jobs it would change. */
export function askJobs({ action, on }: Asked): Promise<{ jobs: number }> {
  if (action === 'first' || action === 'last') return api.jobs.prioritise({ ...on, priority: PRIORITIES[action] });
  return api.jobs[action](on);
}

/** Acts on jobs, says what came of it, and offers to take it back where the very same jobs can be named. */
export function useJobActions() {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: askJobs,
    onSuccess({ jobs }, { action, on }) {
      void queries.invalidateQueries({ queryKey: ['jobs'] });
      const back = BACK[action];
      notify({
        tone: 'done',
        text: jobs === 0 ? NONE[action] : DONE[action](countOf(jobs, 'job')),
        ...(back === undefined || jobs === 0 || on.ids === undefined
          ? {}
          : { action: { label: 'Undo', run: () => mutate({ action: back, on }) } }),
      });
    },
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: message, detail: help, code });
    },
  });
  return { act: (action: JobAction, on: JobSelection): void => mutate({ action, on }), busy: isPending };
}
