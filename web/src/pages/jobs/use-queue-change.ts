import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import { notify } from '../../state/notices.ts';
import { queueWord } from '../../words/job.ts';

/** A change of a queue; `was` is what undo goes back to; `isBack` = it is such a way back. */
export type QueueChange = { readonly isBack?: boolean } & (
  | { readonly to: 'pause' | 'resume'; readonly name: string }
  | { readonly to: 'limit'; readonly name: string; readonly concurrency: number | null; readonly was: number | null }
);

function ask(change: QueueChange) {
  if (change.to === 'limit') return api.jobs.limit({ name: change.name, concurrency: change.concurrency });
  return api.jobs[change.to]({ name: change.name });
}

function undoOf(change: QueueChange): QueueChange {
  const isBack = change.isBack !== true;
  if (change.to === 'limit') return { ...change, isBack, concurrency: change.was, was: change.concurrency };
  return { ...change, isBack, to: change.to === 'pause' ? 'resume' : 'pause' };
}

function told(change: QueueChange): string {
  const name = queueWord(change.name);
  if (change.to === 'limit')
    return change.concurrency === null
      ? `${name} runs as many jobs at once as there is room for.`
      : `${name} runs at most ${change.concurrency} at once.`;
  return change.to === 'pause' ? `${name} is paused. What runs ends; nothing new starts.` : `${name} goes on.`;
}

/** Pauses, resumes and limits queues, with a way back. */
export function useQueueChange() {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: ask,
    onSuccess(_queue, change) {
      void queries.invalidateQueries({ queryKey: ['jobs', 'overview'] });
      void queries.invalidateQueries({ queryKey: ['health'] });
      notify({
        tone: 'done',
        text: told(change),
        action: { label: change.isBack === true ? 'Redo' : 'Undo', run: () => mutate(undoOf(change)) },
      });
    },
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: message, detail: help, code });
    },
  });
  return { run: (change: QueueChange): void => mutate(change), busy: isPending };
}
