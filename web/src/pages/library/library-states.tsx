import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FolderInput, ImageOff, Images } from 'lucide-react';
import type { ReactElement } from 'react';
import { countOf } from '../../../../src/contract/count-words.ts';
import type { AssetFilter } from '../../../../src/contract/asset.ts';
import { shapeQuery } from '../../api/queries.ts';
import { CopyButton } from '../../parts/copy-code.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { chipsOf } from './library-search.ts';

const COMMAND = 'npm start -- ~/Pictures';

/** The library has no assets yet: what to do first. */
export function EmptyLibrary(): ReactElement {
  return (
    <EmptyState icon={<Images size={24} aria-hidden />} title="Your library is empty">
      <p>
        Import a folder of photos and videos. Originals stay where they are and are never changed; Supervisor reads
        them, makes previews and keeps the catalogue in its own folder.
      </p>
      <Link
        to="/imports"
        search={{ start: true }}
        className="mt-2 inline-flex h-9 items-center gap-2 rounded-control bg-accent-solid px-4 font-strong text-on-accent hover:opacity-90"
      >
        <FolderInput size={16} aria-hidden /> Import folder
      </Link>
      <p className="mt-4 text-muted">Or in a terminal:</p>
      <div className="flex max-w-full items-center gap-2 rounded-control border border-line bg-surface py-1 ps-3 pe-1">
        <code className="min-w-0 overflow-x-auto font-code text-chrome whitespace-nowrap">{COMMAND}</code>
        <CopyButton text={COMMAND} what="command" />
      </div>
    </EmptyState>
  );
}

interface NoResultProps {
  readonly filter: AssetFilter;
  readonly onChange: (change: Partial<Record<keyof AssetFilter, undefined>>) => void;
}

/** Nothing matches: says for each part of the filter how much comes back without it, the most helpful first. */
export function NoResult({ filter, onChange }: NoResultProps): ReactElement {
  const parts = [
    ...chipsOf(filter),
    ...(filter.name === undefined ? [] : [{ key: 'name' as const, text: `Name: ${filter.name}` }]),
  ];
  const counts = useQueries({
    queries: parts.map(({ key }) => shapeQuery(without(filter, key))),
    combine: (replies) => replies.map((reply) => reply.data?.total),
  });
  const rows = parts.map((part, i) => ({ ...part, back: counts[i] })).sort((a, b) => (b.back ?? -1) - (a.back ?? -1));
  const helpful = rows.some((row) => (row.back ?? 0) > 0);
  return (
    <EmptyState icon={<ImageOff size={24} aria-hidden />} title="Nothing matches">
      <p>
        {helpful
          ? 'Take one of these away to see more:'
          : 'No single filter is the reason. Take all away to see the library.'}
      </p>
      <ul className="flex w-full flex-col gap-2">
        {rows.map((row) => (
          <li key={row.key}>
            <button
              type="button"
              onClick={() =>
                onChange(row.key === 'folder' ? { folder: undefined, root: undefined } : { [row.key]: undefined })
              }
              className="flex min-h-9 w-full items-center justify-between gap-4 rounded-control border border-line bg-surface px-3 text-start hover:bg-hover"
            >
              <span className="min-w-0 truncate">Remove “{row.text}”</span>
              <span className="shrink-0 text-muted tabular-nums">
                {row.back === undefined
                  ? '\u00A0'
                  : row.back === 0
                    ? 'still nothing'
                    : `shows ${countOf(row.back, 'asset')}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {parts.length > 1 ? (
        <button
          type="button"
          onClick={() =>
            onChange({
              kind: undefined,
              status: undefined,
              problem: undefined,
              session: undefined,
              root: undefined,
              folder: undefined,
              name: undefined,
            })
          }
          className="rounded-control text-accent hover:underline"
        >
          Remove all filters
        </button>
      ) : null}
    </EmptyState>
  );
}

function without(filter: AssetFilter, key: keyof AssetFilter): AssetFilter {
  const gone: string[] = key === 'folder' ? ['folder', 'root'] : [key];
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !gone.includes(name)));
}

/** Rows in the shape of what is coming. Shown only after 150 ms (the delay is in the style). */
export function LibrarySkeleton(): ReactElement {
  const rows = [
    [3, 4, 3, 2, 4],
    [4, 2, 3, 4, 3],
    [2, 4, 4, 3, 3],
    [3, 3, 2, 4, 4],
  ];
  return (
    <div aria-hidden className="skeleton flex flex-1 flex-col gap-0.5 overflow-hidden ps-3 pe-[60px] pt-10">
      {rows.map((row, i) => (
        // oxlint-disable-next-line no-array-index-key -- the rows never change
        <div key={i} className="flex h-[180px] shrink-0 gap-0.5">
          {row.map((grow, n) => (
            // oxlint-disable-next-line no-array-index-key -- as above
            <div key={n} style={{ flexGrow: grow }} className="rounded-picture bg-tile" />
          ))}
        </div>
      ))}
    </div>
  );
}
