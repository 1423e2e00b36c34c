import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import type { ReactElement } from 'react';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import { Button } from '../../parts/button.tsx';
import { notify } from '../../state/notices.ts';

/** Looks whether a service is back without waiting for the next time: one of the jobs that need it is let through. */
export function LookNow({ service }: { readonly service: string }): ReactElement {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => api.jobs.probe({ name: service }),
    onSuccess() {
      void queries.invalidateQueries({ queryKey: ['jobs'] });
      notify({ tone: 'done', text: 'One job tries it now; when it gets through, all the others follow.' });
    },
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: message, detail: help, code });
    },
  });
  return (
    <Button disabled={isPending} onClick={() => mutate()} className="mt-2 self-start">
      <RefreshCw size={14} aria-hidden /> Try now
    </Button>
  );
}
