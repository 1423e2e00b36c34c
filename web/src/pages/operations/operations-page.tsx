import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { OperationOrigin } from '../../../../src/contract/operation.ts';
import { operationWords } from '../../../../src/contract/operation-words.ts';
import { Page } from '../../parts/page.tsx';
import { SectionLinks } from '../../parts/section-links.tsx';
import { OperationList } from './operation-list.tsx';
import { operationAskOf, type OperationsSearch } from './operations-search.ts';
import { ORIGINS } from './origin-words.ts';

const FIELD =
  'h-8 min-w-0 max-[560px]:min-w-full rounded-control border border-line bg-surface px-2 pointer-coarse:h-11';

/** The operation log: what people changed, from where, and how it ended. */
export function OperationsPage(): ReactElement {
  const search = useSearch({ from: '/operations' });
  const navigate = useNavigate({ from: '/operations' });
  const ask = operationAskOf(search);
  const change = (part: Partial<OperationsSearch>): void =>
    void navigate({ search: (was) => ({ ...was, ...part }), replace: true, resetScroll: false });
  return (
    <Page title="Operations" start={<SectionLinks of="health" />}>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1080px] flex-col gap-4 px-6 py-6 max-[720px]:px-4">
          <p className="text-muted">What people changed by these pages, by commands and by the API, newest first.</p>
          <section aria-label="Filter" className="flex flex-wrap items-center gap-3">
            <select
              aria-label="Operation"
              value={search.name ?? ''}
              onChange={({ target }) => change({ name: target.value === '' ? undefined : target.value })}
              className={FIELD}
            >
              <option value="">Every operation</option>
              {Object.entries(operationWords).map(([name, words]) => (
                <option key={name} value={name}>
                  {words}
                </option>
              ))}
            </select>
            <select
              aria-label="Asked by"
              value={search.origin ?? ''}
              onChange={({ target }) => change({ origin: OperationOrigin.safeParse(target.value).data })}
              className={FIELD}
            >
              <option value="">From everywhere</option>
              {OperationOrigin.options.map((origin) => (
                <option key={origin} value={origin}>
                  {ORIGINS[origin]}
                </option>
              ))}
            </select>
            <label className="flex min-h-8 items-center gap-2 pointer-coarse:min-h-11">
              <input
                type="checkbox"
                checked={search.failed === true}
                onChange={({ target }) => change({ failed: target.checked ? true : undefined })}
                className="size-4 accent-accent-solid"
              />
              Only refused or failed
            </label>
          </section>
          <OperationList key={JSON.stringify(ask)} ask={ask} />
        </div>
      </div>
    </Page>
  );
}
