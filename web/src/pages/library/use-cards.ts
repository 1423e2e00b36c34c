import { queryOptions, useQueries, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AssetCard, AssetFilter } from '../../../../src/contract/asset.ts';
import { api } from '../../api/client.ts';

/** Cards asked for at once. Two or three chunks cover everything that is rendered. */
const CHUNK = 100;
/** Where the place leaps, cards are asked for no more often than this: a drag through years would ask for all of them. */
const LEAP_MS = 120;

interface Source {
  readonly filter: AssetFilter;
  readonly revision: string;
}

type Reply = Awaited<ReturnType<typeof api.timeline.items>>;

const chunkQuery = ({ filter, revision }: Source, chunk: number) =>
  queryOptions({
    queryKey: ['timeline', 'items', filter, revision, chunk] as const,
    queryFn: async ({ signal, client, queryKey }) => {
      const reply = await api.timeline.items({ ...filter, from: chunk * CHUNK, limit: CHUNK }, { signal });
      const known = client.getQueryData<Reply>(queryKey);
      return known === undefined || reply.revision === revision ? reply : renewed(known, reply);
    },
    staleTime: 60_000,
  });

/** The server's order has moved on: cards keep the places they have on the screen, only what they say is renewed. */
function renewed(known: Reply, reply: Reply): Reply {
  const fresh = new Map(reply.rows.map((card) => [card.id, card]));
  return { ...known, rows: known.rows.map((card) => fresh.get(card.id) ?? card) };
}

/** Chunk numbers that cover [first, end). */
const chunksOf = (first: number, end: number): number[] => {
  const from = Math.floor(first / CHUNK);
  return Array.from({ length: Math.max(0, Math.ceil(end / CHUNK) - from) }, (_, i) => from + i);
};

interface Cards {
  /** Card by its place in the timeline, as far as loaded. */
  readonly cards: ReadonlyMap<number, AssetCard>;
  /** The server's order is newer than the one shown. */
  readonly stale: boolean;
  readonly error: unknown;
}

/** The cards of assets [first, end), loaded in chunks and cancelled when they are no longer wanted. */
export function useCards(source: Source, first: number, end: number): Cards {
  const range = useFollowed(first, end);
  const revision = source.revision;
  return useQueries({
    queries: chunksOf(range.first, range.end).map((chunk) => chunkQuery(source, chunk)),
    combine: useCallback(
      (replies: { data: Reply | undefined; error: unknown }[]): Cards => {
        const cards = new Map<number, AssetCard>();
        let stale = false;
        for (const { data } of replies) {
          if (!data) continue;
          if (data.revision !== revision) stale = true;
          for (const [i, card] of data.rows.entries()) cards.set(data.from + i, card);
        }
        return { cards, stale, error: replies.find((reply) => reply.error !== null)?.error ?? null };
      },
      [revision],
    ),
  });
}

function useFollowed(first: number, end: number): { first: number; end: number } {
  const [range, setRange] = useState({ first, end });
  const leaptMs = useRef(-LEAP_MS);
  const near = Math.abs(range.first - first) < CHUNK * 2;
  if (near && (range.first !== first || range.end !== end)) setRange({ first, end });
  useEffect(() => {
    if (near) return undefined;
    const leap = (): void => {
      leaptMs.current = performance.now();
      setRange({ first, end });
    };
    const timer = setTimeout(leap, leaptMs.current + LEAP_MS - performance.now());
    return () => clearTimeout(timer);
  }, [first, end, near]);
  return range;
}

/** Loads the cards around an asset, so that a new order can be shown without a blank moment. */
export async function preloadCards(queries: QueryClient, source: Source, around: number): Promise<void> {
  const chunks = chunksOf(Math.max(0, around - CHUNK / 2), around + CHUNK);
  await Promise.allSettled(chunks.map((chunk) => queries.fetchQuery(chunkQuery(source, chunk))));
}

/** Finds the ids of assets [from, to), also of those that were never on the screen. */
export function useIdsBetween(source: Source): (from: number, to: number) => Promise<string[]> {
  const queries = useQueryClient();
  return useCallback(
    async (from, to) => {
      const ids: string[] = [];
      for (const chunk of chunksOf(from, to)) {
        const { rows } = await queries.fetchQuery(chunkQuery(source, chunk));
        for (const [i, card] of rows.entries()) {
          const index = chunk * CHUNK + i;
          if (index >= from && index < to) ids.push(card.id);
        }
      }
      return ids;
    },
    [queries, source],
  );
}
