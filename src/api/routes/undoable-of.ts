import type { ChangeId } from '../../contract/ids.ts';

interface Changed {
  readonly jobs: number;
  readonly change: ChangeId;
}

/** The answer to what changes jobs: where it changed none there is nothing to take back. */
export function undoableOf({ jobs, change }: Changed): { jobs: number; change?: ChangeId } {
  return jobs === 0 ? { jobs } : { jobs, change };
}
