import { useMutation, useQueryClient } from '@tanstack/react-query';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { JobRow, JobSelection } from '../../../../src/contract/job.ts';
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

/** Jobs with the places they had in their queues. */
type Places = readonly Pick<JobRow, 'id' | 'priority'>[];

interface Asked {
  readonly action: JobAction;
  readonly on: JobSelection;
  /** What the jobs were like, where they are known. */
  readonly were?: Places | undefined;
}

/** Asks for it; with `on.dryRun` only how many jobs it would change. */
export function askJobs({ action, on }: Asked): Promise<{ jobs: number }> {
  if (action === 'first' || action === 'last') return api.jobs.prioritise({ ...on, priority: PRIORITIES[action] });
  return api.jobs[action](on);
}

/** Gives jobs that have not started the places back that they had. */
async function putBack(were: Places): Promise<{ jobs: number }> {
  let jobs = 0;
  for (const [priority, rows] of Map.groupBy(were, (row) => row.priority))
    jobs += (await api.jobs.prioritise({ ids: rows.map(({ id }) => id), priority })).jobs;
  return { jobs };
}

/** Acts on jobs, says what came of it, and offers to take it back where the very same jobs can be named. */
export function useJobActions() {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (asked: Asked | Places) => ('action' in asked ? askJobs(asked) : putBack(asked)),
    onSuccess({ jobs }, asked) {
      void queries.invalidateQueries({ queryKey: ['jobs'] });
      const back = jobs === 0 || !('action' in asked) ? undefined : wayBack(asked);
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
  return {
    act: (action: JobAction, on: JobSelection, were?: Places): void => mutate({ action, on, were }),
    busy: isPending,
  };
}

function told(asked: Asked | Places, jobs: number): string {
  if (!('action' in asked)) return `Back in their old place: ${countOf(jobs, 'job')}.`;
  return jobs === 0 ? NONE[asked.action] : DONE[asked.action](countOf(jobs, 'job'));
}

/** What takes it back, where the very same jobs can be named. */
function wayBack({ action, on, were }: Asked): Asked | Places | undefined {
  if (on.ids === undefined) return undefined;
  if (action === 'first' || action === 'last') return were;
  const back = BACK[action];
  return back === undefined ? undefined : { action: back, on };
}
