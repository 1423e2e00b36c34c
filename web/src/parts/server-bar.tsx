import { useQuery } from '@tanstack/react-query';
import { HardDrive, Unplug } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { countOf } from '../../../src/contract/count-words.ts';
import { rootsQuery } from '../api/queries.ts';
import { useApp, useFeedState } from './app-context.ts';

/** A line above the page while something the whole library needs is away: the server, or a storage root. */
export function ServerBar(): ReactElement | null {
  const { feed } = useApp();
  const state = useFeedState();
  const { data } = useQuery(rootsQuery);
  const offline = data?.roots.filter((root) => root.state === 'offline') ?? [];
  if (state === 'gone') {
    return (
      <Bar tone="bad" icon={<Unplug size={16} aria-hidden />} action={{ label: 'Try now', run: feed.retry }}>
        The server does not answer. What is on the screen stays; the page goes on by itself once Supervisor runs again.
      </Bar>
    );
  }
  if (offline.length === 0) return null;
  const assets = offline.reduce((sum, root) => sum + root.assets, 0);
  return (
    <Bar tone="warn" icon={<HardDrive size={16} aria-hidden />}>
      {offline.map((root) => `“${root.name}”`).join(', ')} {offline.length === 1 ? 'is' : 'are'} not mounted.{' '}
      {countOf(assets, 'asset')} can be looked at, but {assets === 1 ? 'its original is' : 'their originals are'} away
      until the volume is back.
    </Bar>
  );
}

interface BarProps {
  readonly tone: 'bad' | 'warn';
  readonly icon: ReactNode;
  readonly action?: { label: string; run: () => void };
  readonly children: ReactNode;
}

function Bar({ tone, icon, action, children }: BarProps): ReactElement {
  const look = tone === 'bad' ? 'bg-bad-soft' : 'bg-warn-soft';
  return (
    <div role={tone === 'bad' ? 'alert' : 'status'} className={`flex shrink-0 items-center gap-3 px-4 py-2 ${look}`}>
      <span className={tone === 'bad' ? 'text-bad' : 'text-warn'}>{icon}</span>
      <span className="min-w-0 flex-1">{children}</span>
      {action ? (
        <button
          type="button"
          onClick={action.run}
          className="shrink-0 rounded-control px-2 font-strong hover:underline"
        >
          {action.label}
        </button>
      ) : null}
    </div>
  );
}
