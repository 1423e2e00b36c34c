import type { JobId } from '../../contract/ids.ts';
import type { Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import { laneOf, readLane } from '../lane.ts';
import { noteMoved } from './moved-jobs.ts';

const IS_WAITING = `job.state in ('held', 'waiting', 'scheduled', 'blocked', 'ready')`;

const LANES = `
select id, lane from job where ${IS_WAITING} and id in (select value from json_each(?))`;

const CHANGE = `
update job set lane = new.lane,
  state = case when job.state = 'blocked' and job.blocked_on = ? then 'ready' else job.state end,
  blocked_on = case when job.blocked_on = ? then null else job.blocked_on end
from (select value ->> 0 as id, value ->> 1 as lane from json_each(?)) as new
where job.id = new.id and ${IS_WAITING}
returning job.id`;

/** A job that can do with another service. */
export interface OtherNeed {
  readonly id: JobId;
  readonly to: string;
}

/** Lets jobs that wait need another service in place of `from`; what was blocked on that may start. @returns how many */
export async function needInstead(tx: Tx, from: string, changes: readonly OtherNeed[]): Promise<number> {
  if (changes.length === 0) return 0;
  const found = await rows<{ id: JobId; lane: string }>(tx, LANES, [JSON.stringify(changes.map(({ id }) => id))]);
  const lanes = new Map(found.map(({ id, lane }) => [id, readLane(lane)]));
  const values = changes.flatMap(({ id, to }) => {
    const lane = lanes.get(id);
    if (!lane) return [];
    const services = lane.services.map((service) => (service === from ? to : service));
    return [[id, laneOf({ ...lane, services })]];
  });
  noteMoved(tx, found);
  const changed = await rows(tx, CHANGE, [from, from, JSON.stringify(values)]);
  return changed.length;
}
