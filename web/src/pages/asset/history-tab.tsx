import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { historyQuery, type AssetIdText } from '../../api/queries.ts';
import { useNow } from '../../parts/app-context.ts';
import { ProblemBox } from '../../parts/problem-box.tsx';
import { exactTime, relativeTime } from '../../words/time.ts';

/** What happened to an asset, newest first. */
export function HistoryTab({ id }: { readonly id: AssetIdText }): ReactElement {
  const { data, error, refetch } = useQuery(historyQuery(id));
  const now = useNow();
  if (error !== null)
    return <ProblemBox title="The history could not be read" error={error} onRetry={() => void refetch()} />;
  if (data?.entries.length === 0)
    return <p className="p-4 text-muted">Nothing has happened to it since it was imported.</p>;
  return (
    <ol className="p-4">
      {data?.entries.map((entry) => (
        <li
          key={`${entry.at} ${entry.type} ${entry.text}`}
          className="relative border-s border-line ps-4 pb-4 last:pb-0"
        >
          <span aria-hidden className="absolute -start-[4px] top-[7px] size-[7px] rounded-round bg-muted" />
          <p className="[overflow-wrap:anywhere]">{entry.text}</p>
          <p className="text-small text-muted" title={exactTime(entry.at)}>
            {relativeTime(entry.at, now)}
          </p>
        </li>
      ))}
    </ol>
  );
}
