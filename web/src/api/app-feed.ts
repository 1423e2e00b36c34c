import type { QueryClient } from '@tanstack/react-query';
import { api } from './client.ts';
import { LiveFeed, type AssetsChanged } from './live-feed.ts';
import { activityQuery } from './queries.ts';
import { refresher } from './refresher.ts';
import { overviewQuery } from './work-queries.ts';
import { withPulse } from './with-pulse.ts';

/** Assets and imports are asked for again at most this often while pushes stream in. */
const REFRESH_MS = 1_000;

/** Lists of jobs are asked for again at most this often; counts and running jobs come with the pushes themselves. */
const WORK_MS = 1_500;

/** The feed of this page: pushes go into the query cache, so that every view that shows them is true. */
export function openAppFeed(queries: QueryClient): LiveFeed {
  let pending: AssetsChanged | null = null;
  let lastImports = '';
  const refreshImports = refresher(() => queries.invalidateQueries({ queryKey: ['imports'] }));
  const refreshTimeline = refresher(() => queries.invalidateQueries({ queryKey: ['timeline'] }));

  const refreshJobs = every(
    WORK_MS,
    refresher(() => queries.invalidateQueries({ queryKey: ['jobs'] })),
  );
  let lastJobs = '';

  const flush = (): void => {
    const change = pending;
    pending = null;
    if (!change) return;
    refreshTimeline();
    refreshAssets(queries, change);
  };

  return new LiveFeed({
    open: () => new EventSource('/api/events'),
    poll: () => api.system.activity(undefined, { signal: AbortSignal.timeout(5_000) }),
    later: (run, ms) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    onActivity(activity) {
      queries.setQueryData(activityQuery.queryKey, activity);
      // A short import may begin and end between two pushes: what it brought tells of it.
      const imports = JSON.stringify([activity.imports, activity.problems, activity.revision]);
      if (imports !== lastImports) {
        lastImports = imports;
        refreshImports();
      }
      // Also while nothing is pushed: what is polled says that jobs have moved.
      const jobs = JSON.stringify(activity.jobs);
      if (jobs !== lastJobs) refreshJobs();
      lastJobs = jobs;
    },
    onJobs(pulse) {
      queries.setQueryData(overviewQuery.queryKey, (was) => (was === undefined ? was : withPulse(was, pulse)));
      refreshJobs();
    },
    onAssets(change) {
      if (pending === null) setTimeout(flush, REFRESH_MS);
      pending = pending
        ? { revision: change.revision, ids: [...pending.ids, ...change.ids], all: pending.all || change.all }
        : change;
    },
  });
}

/** Runs at most once in so many milliseconds; what is asked for meanwhile is done once, at their end. */
function every(ms: number, run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      run();
    }, ms);
  };
}

function refreshAssets(queries: QueryClient, change: AssetsChanged): void {
  void queries.invalidateQueries({ queryKey: ['neighbours'], refetchType: 'none' });
  void queries.invalidateQueries({ queryKey: ['roots'] });
  if (change.all) void queries.invalidateQueries({ queryKey: ['asset'] });
  else for (const id of change.ids) void queries.invalidateQueries({ queryKey: ['asset', id] });
}
