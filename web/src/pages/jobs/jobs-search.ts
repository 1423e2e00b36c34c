import { z } from 'zod';
import { JobFilter, type JobSelection } from '../../../../src/contract/job.ts';
import type { JobAsk } from '../../api/work-queries.ts';

/** The lists below the queues. */
export const JOB_TABS = ['running', 'waiting', 'failed', 'finished', 'workers', 'schedules'] as const;
export type JobTab = (typeof JOB_TABS)[number];

const shape = JobFilter.shape;

/** The jobs page's address: the open tab and what narrows its list. What cannot be read is left out. */
export const JobsSearch = z.object({
  tab: z.enum(JOB_TABS).optional().catch(undefined),
  state: shape.state.catch(undefined),
  queue: shape.queue.catch(undefined),
  kind: shape.kind.catch(undefined),
  code: shape.code.catch(undefined),
  asset: shape.asset.catch(undefined),
  session: shape.session.catch(undefined),
  group: shape.group.catch(undefined),
  worker: shape.worker.catch(undefined),
  ignored: z.boolean().optional().catch(undefined),
});
export type JobsSearch = z.infer<typeof JobsSearch>;

/** Keys that narrow the list and have a chip. */
export const CHIP_KEYS = ['state', 'queue', 'kind', 'code', 'asset', 'session', 'group', 'worker', 'ignored'] as const;
export type ChipKey = (typeof CHIP_KEYS)[number];

const STATE_OF_TAB = { running: 'running', waiting: 'pending', failed: 'failed', finished: 'ended' } as const;

/** The tab that is open; without a choice, the one where something happens. */
export const openTab = (search: JobsSearch): JobTab => search.tab ?? 'running';

/** What the list of a tab is asked for; null for tabs without a list of jobs. */
export function askOf(search: JobsSearch): JobAsk | null {
  const tab = openTab(search);
  if (tab === 'workers' || tab === 'schedules') return null;
  const { tab: _tab, ignored, ...narrow } = search;
  const parts = { ...narrow, state: search.state ?? STATE_OF_TAB[tab] };
  const set = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined && value !== ''));
  // Failures that were ignored come back only when they are asked for.
  return tab === 'failed' ? { ...set, ignored: ignored === true ? 'true' : 'false' } : set;
}

/** The same as a filter of what is to be changed. */
export function filterOf({ ignored, ...rest }: JobAsk): NonNullable<JobSelection['filter']> {
  return ignored === undefined ? rest : { ...rest, ignored: ignored === 'true' };
}
