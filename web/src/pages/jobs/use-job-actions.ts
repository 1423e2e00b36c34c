import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { JobSelection } from '../../../../src/contract/job.ts';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import { notify } from '../../state/notices.ts';
import { countOf } from '../../words/number.ts';

/** What can be asked of jobs. */
export type JobAction = 'retry' | 'cancel' | 'ignore' | 'unignore' | 'hold' | 'release';

const DONE: Readonly<Record<JobAction, (jobs: string) => string>> = {
  retry: (jobs) => `Trying again: ${jobs}.`,
  cancel: (jobs) => `Cancelled: ${jobs}.`,
  ignore: (jobs) => `Ignored: ${jobs}. The record stays.`,
  unignore: (jobs) => `Shown again: ${jobs}.`,
  hold: (jobs) => `Held: ${jobs}.`,
  release: (jobs) => `Released: ${jobs}.`,
};
const NONE: Readonly<Record<JobAction, string>> = {
  retry: 'There is nothing to try again.',
  cancel: 'There is nothing to cancel any more.',
  ignore: 'There is nothing to ignore.',
  unignore: 'There is nothing to show again.',
  hold: 'There is nothing to hold any more.',
  release: 'There is nothing to release.',
};
/** What takes an action back. A retried job is at work: there is no way back from that. */
const BACK: Partial<Readonly<Record<JobAction, JobAction>>> = {
  cancel: 'retry',
  ignore: 'unignore',
  unignore: 'ignore',
  hold: 'release',
  release: 'hold',
};

interface Asked {
  readonly action: JobAction;
  readonly on: JobSelection;
}

/** Acts on jobs, says what came of it, and offers to take it back where the very same jobs can be named. */
export function useJobActions() {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ action, on }: Asked) => api.jobs[action](on),
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
