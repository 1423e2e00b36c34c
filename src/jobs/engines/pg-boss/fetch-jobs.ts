import type { JobId } from '../../../contract/ids.ts';
import type { Tx } from '../../../db/database.ts';
import { rows } from '../../../db/rows.ts';
import type { JobState } from '../../../db/tables/job.ts';
import type { HandOut } from '../../ledger/ledger-engine.ts';
import { takeBack } from '../../ledger/rescue.ts';
import type { Delivery } from './delivery.ts';
import { followLedger } from './follow-ledger.ts';

/** A row that is being changed is left to whoever changes it: waiting for it here, after its row of pg-boss, could deadlock. */
const LOOK = `
select id, lane, state, lease_until_ms from job where id in (select value from json_each(?))
order by priority, run_at_ms, id /* for update skip locked */`;

const READY = `
select id from job where lane = ? and id in (select value from json_each(?)) and state = 'ready'
order by priority, run_at_ms, id`;

const KNOWN = `select id from job where id in (select value from json_each(?))`;

interface Fetched {
  readonly id: JobId;
  readonly lane: string;
  readonly state: JobState;
  readonly lease_until_ms: number | null;
}

/**
 * Fetches from pg-boss as many jobs of each lane as were picked, in the order of the picks. What it hands out though the
 * ledger knows better is put right; what it lacks is offered and fetched again.
 */
export async function fetchJobs(tx: Tx, delivery: Delivery, { picked, nowMs }: HandOut): Promise<readonly JobId[]> {
  const lines = new Map<string, JobId[]>();
  for (const [lane, group] of Map.groupBy(picked, (job) => job.lane)) {
    const got = await fetchLane(tx, delivery, { lane, limit: group.length, nowMs });
    if (got.length < group.length) {
      const lacking = group.flatMap(({ id }) => (got.includes(id) ? [] : [{ id }]));
      await followLedger(tx, delivery, lacking);
      got.push(...(await fetchLane(tx, delivery, { lane, limit: group.length - got.length, nowMs })));
    }
    lines.set(lane, got);
  }
  return picked.flatMap(({ lane }) => lines.get(lane)?.shift() ?? []);
}

/** Jobs of a lane that pg-boss hands out and the ledger has ready, locked there. */
async function fetchLane(
  tx: Tx,
  delivery: Delivery,
  { lane, limit, nowMs }: { lane: string; limit: number; nowMs: number },
): Promise<JobId[]> {
  const fetched = await delivery.fetch(tx, lane, limit);
  if (fetched.length === 0) return [];
  const list = JSON.stringify(fetched);
  const found = await rows<Fetched>(tx, LOOK, [list]);
  const isHere = (job: Fetched): boolean => job.state === 'ready' && job.lane === lane;
  if (found.length === fetched.length && found.every(isHere)) return found.map(({ id }) => id);
  await withdrawStale(tx, delivery, { lane, fetched, found });
  // pg-boss gave up on who held it; the ledger agrees where the lease has run out too
  if (found.some(({ state, lease_until_ms: untilMs }) => state === 'running' && (untilMs ?? 0) < nowMs))
    await takeBack(tx, [], nowMs);
  const ready = await rows<{ id: JobId }>(tx, READY, [lane, JSON.stringify(found.map(({ id }) => id))]);
  return ready.map(({ id }) => id);
}

/** Takes out of a lane what neither may start there nor runs. */
async function withdrawStale(
  tx: Tx,
  delivery: Delivery,
  { lane, fetched, found }: { lane: string; fetched: readonly JobId[]; found: readonly Fetched[] },
): Promise<void> {
  const ended = found
    .filter((job) => (job.state !== 'ready' || job.lane !== lane) && job.state !== 'running')
    .map(({ id }) => id);
  const unseen = fetched.filter((id) => !found.some((job) => job.id === id));
  const known = await rows<{ id: JobId }>(tx, KNOWN, [JSON.stringify(unseen)]);
  const gone = unseen.filter((id) => !known.some((job) => job.id === id));
  await delivery.withdraw(
    tx,
    [...ended, ...gone].map((id) => ({ id, lane })),
  );
}
