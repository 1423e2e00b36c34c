import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { importsQuery } from '../../api/queries.ts';
import { Page } from '../../parts/page.tsx';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { RunningImport } from './running-import.tsx';
import { SessionRows } from './session-rows.tsx';
import { StartForm } from './start-form.tsx';

/** Start an import, see what runs, look at what was. */
export function ImportsPage(): ReactElement {
  const { start } = useSearch({ from: '/imports' });
  const { data, error, refetch } = useQuery(importsQuery);
  const running = data?.rows.filter((session) => session.state === 'running' || session.state === 'waiting') ?? [];
  const past = data?.rows.filter((session) => !running.includes(session)) ?? [];
  return (
    <Page title="Imports">
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[920px] flex-col gap-8 px-6 py-6 max-[720px]:px-4">
          <section aria-label="New import">
            <h2 className="mb-3 text-title font-strong">Import a folder</h2>
            <StartForm focus={start === true} />
          </section>
          {error === null ? null : (
            <ProblemBox title="The imports could not be read" error={error} onRetry={() => void refetch()} />
          )}
          {running.length > 0 ? (
            <section aria-label="Running imports" className="flex flex-col gap-3">
              {running.map((session) => (
                <RunningImport key={session.id} session={session} titled />
              ))}
            </section>
          ) : null}
          {data === undefined ? null : (
            <section aria-label="Past imports">
              <h2 className="mb-2 font-strong text-muted">Past imports</h2>
              {past.length > 0 ? (
                <SessionRows sessions={past} />
              ) : (
                <p className="border-t border-line py-4 text-muted">
                  {running.length > 0
                    ? 'The first one is at work.'
                    : 'None yet. Each import is kept here with what became of every file.'}
                </p>
              )}
            </section>
          )}
        </div>
      </div>
    </Page>
  );
}
