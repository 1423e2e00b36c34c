import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import type { JobAsk } from '../../api/work-queries.ts';
import { Button } from '../../parts/button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { notify } from '../../state/notices.ts';
import { filterOf } from './jobs-search.ts';

/** Removes the records of finished jobs that the filter leaves; says how many before it does. */
export function RemoveFinished({ ask }: { readonly ask: JobAsk }): ReactElement {
  const queries = useQueryClient();
  const [found, setFound] = useState<number | null>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: (dryRun: boolean) => api.jobs.prune({ filter: filterOf(ask), dryRun }),
    onSuccess({ deleted }, dryRun) {
      if (dryRun && deleted > 0) return setFound(deleted);
      void queries.invalidateQueries({ queryKey: ['jobs'] });
      notify({
        tone: 'done',
        text: deleted === 0 ? 'There is nothing to remove.' : `Removed: ${countOf(deleted, 'job')}.`,
      });
    },
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: message, detail: help, code });
    },
  });
  return (
    <>
      <Button look="quiet" disabled={isPending} onClick={() => mutate(true)}>
        <Trash2 size={14} aria-hidden /> Remove records…
      </Button>
      {found === null ? null : (
        <Confirm
          title={`Remove the records of ${countOf(found, 'finished job')}`}
          text="Their attempts, logs and results go for ever. Photos and what was made of them stay as they are."
          action="Remove"
          onDone={(yes) => {
            setFound(null);
            if (yes) mutate(false);
          }}
        />
      )}
    </>
  );
}
