import type { Database } from '../../db/database.ts';
import type { JobOverview } from '../../jobs/overview/job-overview.ts';
import { type LastFailure, lastFailure } from '../../jobs/overview/last-failure.ts';

/** What has become of work lately. */
export interface RecentWork {
  readonly lastFailure: LastFailure | undefined;
  /** Attempts at pictures within the hour, and how long they waited and took on average. */
  readonly pictures: { readonly count: number; readonly waitMs: number; readonly runMs: number } | undefined;
}

/** Reads it. `pictures`: the kind of job that makes them. */
export async function readRecentWork(
  from: { readonly reader: Database; readonly overview: JobOverview },
  pictures: string,
): Promise<RecentWork> {
  const { kinds } = await from.overview.stats(60);
  const made = kinds.find(({ kind }) => kind === pictures);
  const { count = 0, meanWaitMs: waitMs = null, meanRunMs: runMs = null } = made ?? {};
  return {
    lastFailure: await lastFailure(from.reader),
    pictures: waitMs === null || runMs === null ? undefined : { count, waitMs, runMs },
  };
}
