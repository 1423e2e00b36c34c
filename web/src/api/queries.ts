import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AssetFilter } from '../../../src/contract/asset.ts';
import type { ImportItemView } from '../../../src/contract/import.ts';
import { api } from './client.ts';

/** What runs now. Pushed by the server; asked for only once. */
export const activityQuery = queryOptions({
  queryKey: ['activity'],
  queryFn: ({ signal }) => api.system.activity(undefined, { signal }),
  staleTime: Infinity,
});

/** Storage roots, with those that are away. */
export const rootsQuery = queryOptions({
  queryKey: ['roots'],
  queryFn: ({ signal }) => api.system.roots(undefined, { signal }),
  staleTime: 30_000,
});

/** The library's shape for a filter. */
export const shapeQuery = (filter: AssetFilter) =>
  queryOptions({
    queryKey: ['timeline', 'shape', filter],
    queryFn: ({ signal }) => api.timeline.shape(filter, { signal }),
    staleTime: 60_000,
  });

/** Everything about one asset. Pushes say when it has changed; the beat follows a sharper preview that is on its way. */
export const assetQuery = (id: AssetIdText) =>
  queryOptions({
    queryKey: ['asset', id],
    queryFn: ({ signal }) => api.assets.get({ id }, { signal }),
    staleTime: 30_000,
    refetchInterval: ({ state: { data } }) =>
      data?.enhancement.status === 'requested' || data?.enhancement.status === 'processing' ? 1_000 : false,
  });

export const traceQuery = (id: AssetIdText) =>
  queryOptions({ queryKey: ['asset', id, 'trace'], queryFn: ({ signal }) => api.assets.trace({ id }, { signal }) });

export const historyQuery = (id: AssetIdText) =>
  queryOptions({ queryKey: ['asset', id, 'history'], queryFn: ({ signal }) => api.assets.history({ id }, { signal }) });

export const metadataQuery = (id: AssetIdText) =>
  queryOptions({
    queryKey: ['asset', id, 'metadata'],
    queryFn: ({ signal }) => api.assets.metadata({ id }, { signal }),
  });

/** The assets around one, in the library's order. */
export const neighboursQuery = (id: AssetIdText, filter: AssetFilter) =>
  queryOptions({
    queryKey: ['neighbours', filter, id],
    queryFn: ({ signal }) => api.assets.neighbours({ ...filter, id, span: 20 }, { signal }),
    staleTime: 60_000,
  });

export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => api.imports.list({ limit: 100 }, { signal }),
});

/** One import. Pushes say when it has moved; the slow beat ends what began and ended between two of them. */
export const importQuery = (id: SessionIdText) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => api.imports.get({ id }, { signal }),
    refetchInterval: ({ state: { data } }) => (data?.state === 'waiting' || data?.state === 'running' ? 5_000 : false),
  });

export interface ItemFilter {
  readonly outcome?: ImportItemView['outcome'] | undefined;
  readonly code?: string | undefined;
  readonly path?: string | undefined;
}

/** Folders that complete what is typed; the last answer stays while the next comes. */
export const foldersQuery = (prefix: string) =>
  queryOptions({
    queryKey: ['folders', prefix],
    queryFn: ({ signal }) => api.folders.list({ prefix }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });

export type AssetIdText = Parameters<typeof api.assets.get>[0]['id'];
export type SessionIdText = Parameters<typeof api.imports.get>[0]['id'];
