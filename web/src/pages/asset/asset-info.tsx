import { useQuery } from '@tanstack/react-query';
import { Tabs } from 'radix-ui';
import type { ReactElement } from 'react';
import { assetQuery, type AssetIdText } from '../../api/queries.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { stored, useStored } from '../../state/stored.ts';
import { FactsTab } from './facts-tab.tsx';
import { FilesTab } from './files-tab.tsx';
import { HistoryTab } from './history-tab.tsx';
import { MetadataTab } from './metadata-tab.tsx';
import { TraceTab } from './trace-tab.tsx';

const TABS = [
  ['facts', 'Facts'],
  ['files', 'Files'],
  ['history', 'History'],
  ['trace', 'Trace'],
  ['raw', 'Raw'],
] as const;
const FULL = {
  facts: 'Facts',
  files: 'Files and copies',
  history: 'History',
  trace: 'Trace',
  raw: 'Raw metadata',
} as const;

const tabChoice = stored('info-tab', ['facts', 'files', 'history', 'trace', 'raw'], 'facts');

/** Everything known about one asset, in tabs. The same on the library and the asset page. */
export function AssetInfo({ id }: { readonly id: AssetIdText }): ReactElement {
  const { data: asset, error, refetch } = useQuery(assetQuery(id));
  const tab = useStored(tabChoice);
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(value) => tabChoice.set(TABS.find(([name]) => name === value)?.[0] ?? 'facts')}
      className="flex min-h-0 flex-1 flex-col"
    >
      <Tabs.List aria-label="Info" className="flex shrink-0 border-b border-line px-2">
        {TABS.map(([name, label]) => (
          <Tabs.Trigger
            key={name}
            value={name}
            aria-label={FULL[name]}
            title={FULL[name]}
            className="-mb-px h-10 flex-1 border-b-2 border-transparent px-1 text-muted hover:text-text data-[state=active]:border-accent data-[state=active]:text-text pointer-coarse:h-11"
          >
            {label}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {/* a stop of the Tab key: facts have nothing else in them by which a keyboard could scroll them */}
      <Tabs.Content value={tab} className="min-h-0 flex-1 overflow-y-auto -outline-offset-2">
        {error !== null ? (
          <div className="p-4">
            <ProblemBox title="The asset could not be read" error={error} onRetry={() => void refetch()} />
          </div>
        ) : tab === 'history' ? (
          <HistoryTab id={id} />
        ) : tab === 'trace' ? (
          <TraceTab id={id} />
        ) : tab === 'raw' ? (
          <MetadataTab id={id} />
        ) : asset === undefined ? null : tab === 'files' ? (
          <FilesTab asset={asset} />
        ) : (
          <FactsTab asset={asset} />
        )}
      </Tabs.Content>
    </Tabs.Root>
  );
}
