import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { JobFilter } from '../../../src/contract/job.ts';
import type { TraceFilter } from '../../../src/contract/trace.ts';
import { api } from './client.ts';

/** Queues, workers and running jobs. Pushes say when it is old; the slow beat keeps heartbeats and waits moving. */
export const overviewQuery = queryOptions({
  queryKey: ['jobs', 'overview'],
  queryFn: ({ signal }) => api.jobs.overview(undefined, { signal }),
  refetchInterval: 10_000,
});

export const failuresQuery = (queue: string | undefined) =>
  queryOptions({
    queryKey: ['jobs', 'failures', queue],
    queryFn: ({ signal }) => api.jobs.failures(queue === undefined ? {} : { queue }, { signal }),
    placeholderData: keepPreviousData,
  });

export const schedulesQuery = queryOptions({
  queryKey: ['jobs', 'schedules'],
  queryFn: ({ signal }) => api.jobs.schedules(undefined, { signal }),
});

/** Everything about one job. */
export const jobQuery = (id: JobIdText) =>
  queryOptions({ queryKey: ['jobs', 'one', id], queryFn: ({ signal }) => api.jobs.get({ id }, { signal }) });

/** Health of every part; looked at afresh while the page is open. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => api.health.get(undefined, { signal }),
  refetchInterval: 10_000,
});

export const incidentsQuery = (day: string | undefined) =>
  queryOptions({
    queryKey: ['incidents', day],
    queryFn: ({ signal }) => api.incidents.list(day === undefined ? {} : { day }, { signal }),
    placeholderData: keepPreviousData,
  });

/** Totals of the traces that a filter leaves. */
export const traceStatsQuery = (filter: TraceAsk) =>
  queryOptions({
    queryKey: ['traces', 'stats', filter],
    queryFn: ({ signal }) => api.traces.stats(filter, { signal }),
    placeholderData: keepPreviousData,
  });

export type JobIdText = Parameters<typeof api.jobs.get>[0]['id'];
/** A filter as a caller writes it: yes and no as texts. */
export type TraceAsk = Omit<TraceFilter, 'ok'> & { readonly ok?: 'true' | 'false' };
/** Narrows the operation log; what is not set is absent. */
export type OperationAsk = Pick<Parameters<typeof api.operations.list>[0], 'origin' | 'name' | 'failed'>;
export type JobAsk = Omit<JobFilter, 'ignored'> & { readonly ignored?: 'true' | 'false' };
