import { useMutation, useQueryClient } from '@tanstack/react-query';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { ChangeId } from '../../../../src/contract/ids.ts';
import type { JobProblem, JobSelection } from '../../../../src/contract/job.ts';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import { useTakeBack } from '../../parts/use-take-back.ts';
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
  const wayBack = useTakeBack();
  const { mutate, isPending } = useMutation({
    mutationFn: askJobs,
    onSuccess({ jobs, change }, { action }) {
      for (const shown of ['jobs', 'health']) void queries.invalidateQueries({ queryKey: [shown] });
      const text = jobs === 0 ? NONE[action] : DONE[action](countOf(jobs, 'job'));
      const past = action === 'retry' ? 'started already' : 'went on meanwhile';
      notify({ tone: 'done', text, ...wayBack({ changes: [change], jobs, past }) });
    },
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: message, detail: help, code });
    },
  });
  return { act: (action: JobAction, on: JobSelection): void => mutate({ action, on }), busy: isPending };
}
