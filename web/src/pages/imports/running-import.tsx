import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Square } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { problemsText } from '../../../../src/contract/count-words.ts';
import type { ImportView } from '../../../../src/contract/import.ts';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import { activityQuery } from '../../api/queries.ts';
import { Button } from '../../parts/button.tsx';
import { notify } from '../../state/notices.ts';
import { steadyEta, timeLeft } from '../../words/duration.ts';
import { bytes, count, percent, rate } from '../../words/number.ts';
import { middleCut, shownName } from '../../words/path.ts';
import { stagesOf } from './outcome-words.ts';

interface RunningImportProps {
  readonly session: ImportView;
  /** On its own page the title would only be said twice. */
  readonly titled: boolean;
}

/** An import at work: four stages, how fast, how long still, and the way to stop it. */
export function RunningImport({ session, titled }: RunningImportProps): ReactElement {
  const [shown, setShown] = useState({ from: session.etaMs, eta: session.etaMs });
  if (shown.from !== session.etaMs) setShown({ from: session.etaMs, eta: steadyEta(shown.eta, session.etaMs) });
  const { data: activity } = useQuery(activityQuery);
  const why = session.message === null ? (activity?.why ?? null) : null;
  const facts = [
    session.message === null ? null : `${session.message}; it goes on by itself`,
    session.state === 'waiting' && session.message === null && why === null ? 'Waiting to start' : null,
    why !== null || session.ratePerS === null ? null : rate(session.ratePerS),
    why === null ? timeLeft(shown.eta) : null,
    session.bytes > 0 ? bytes(session.bytes) : null,
    session.problems > 0 ? problemsText(session.problems, 'file') : null,
  ].filter((fact) => fact !== null);
  return (
    <section aria-label={`Importing ${session.title}`} className="rounded-panel border border-line bg-surface p-4">
      <div className="mb-3 flex items-start gap-3">
        <div className="min-w-0 flex-1">
          {titled ? (
            <Link to="/imports/$id" params={{ id: session.id }} className="text-read font-strong hover:underline">
              {shownName(session.title)}
            </Link>
          ) : (
            <span className="text-read font-strong">{session.state === 'waiting' ? 'Waiting' : 'Running'}</span>
          )}
          <p className="truncate text-muted tabular-nums" title={session.folder}>
            {facts.length > 0 ? facts.join(' · ') : middleCut(shownName(session.folder), 80)}
          </p>
          {why === null ? null : (
            <Link to="/jobs" className="text-warn hover:underline">
              {why}
            </Link>
          )}
        </div>
        <CancelButton id={session.id} />
      </div>
      <div className="grid grid-cols-4 gap-4 max-[720px]:grid-cols-2">
        {stagesOf(session).map((stage, i) => (
          <div key={stage.name}>
            <div className="mb-1 flex justify-between gap-2 tabular-nums">
              <span>{stage.name}</span>
              <span className="text-muted">
                {i === 0 || stage.total === 0
                  ? count(stage.done)
                  : session.walkDone
                    ? percent(stage.done, stage.total)
                    : count(stage.done)}
              </span>
            </div>
            <progress
              aria-label={stage.name}
              className="progress block h-1.5 w-full"
              // While the walk goes on nobody knows the whole: found is full only when it is over.
              max={Math.max(1, i === 0 && !session.walkDone ? stage.total * 1.25 : stage.total)}
              value={stage.done}
            />
            <div className="mt-1 text-small text-muted tabular-nums">
              {i === 0
                ? session.walkDone
                  ? 'All files found'
                  : 'Still looking'
                : `${count(stage.done)} of ${count(stage.total)}`}
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}

function CancelButton({ id }: { readonly id: ImportView['id'] }): ReactElement {
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => api.imports.cancel({ id }),
    onSuccess(session) {
      void queries.invalidateQueries({ queryKey: ['imports'] });
      notify({
        tone: 'done',
        text: `“${session.title}” stopped. What was taken in stays; import the folder again to go on.`,
      });
    },
    onError(error) {
      const { message, help, code } = toProblem(error);
      notify({ tone: 'bad', text: message, detail: help, code });
    },
  });
  return (
    <Button disabled={cancel.isPending} onClick={() => cancel.mutate()}>
      <Square size={14} aria-hidden /> Stop
    </Button>
  );
}
