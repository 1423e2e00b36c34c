import type { JobId } from '../../contract/ids.ts';
import type { Statement } from '../../db/rows-of-each.ts';

/** What a claim has to know of a job. */
export const HEAD_COLUMNS = 'id, queue, kind, lane, priority, run_at_ms, payload, fence, attempt, counted_failures';

/** The head of one lane, straight from the index. The limit is a number in the text: SQLite plans a parameter at six times the cost. */
const headOf = (limit: number): string => `
select * from (
  select ${HEAD_COLUMNS} from job
  where state = 'ready' and lane = ?
  order by priority, run_at_ms, id limit ${limit} /* for update skip locked */
) as head`;

/** A job in the first of its line, as it is before it is claimed. */
export interface Head {
  readonly id: JobId;
  readonly queue: string;
  readonly kind: string;
  readonly lane: string;
  readonly priority: number;
  readonly run_at_ms: number;
  readonly payload: string;
  readonly fence: number;
  readonly attempt: number;
  readonly counted_failures: number;
}

/** A lane that jobs may be taken from, and the most that could start now. */
interface LimitedLane {
  readonly text: string;
  readonly limit: number;
}

/** The first of each lane, up to its limit or more. */
export function headsOf(lanes: readonly LimitedLane[]): Statement {
  // few different limits, so that there are few different texts
  const limit = 2 ** Math.ceil(Math.log2(Math.max(...lanes.map((lane) => lane.limit))));
  return [lanes.map(() => headOf(limit)).join(' union all '), lanes.map(({ text }) => text)];
}

/** Of the heads those that the lanes let start now. */
export function upToLimits(heads: readonly Head[], lanes: readonly LimitedLane[]): readonly Head[] {
  const left = new Map(lanes.map((lane) => [lane.text, lane.limit]));
  return heads.filter(({ lane }) => {
    const more = left.get(lane) ?? 0;
    left.set(lane, more - 1);
    return more > 0;
  });
}
