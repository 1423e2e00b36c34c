import type { Tx } from '../../../db/database.ts';
import { rows } from '../../../db/rows.ts';
import type { JobState } from '../../../db/tables/job.ts';
import type { MovedJob } from '../../ledger/moved-jobs.ts';
import type { Deliverable, Delivery } from './delivery.ts';

const MOVED = `select id, lane, priority, state from job where id in (select value from json_each(?)) order by priority, run_at_ms, id`;

/**
 * Makes the rows of pg-boss what the ledger says of these jobs: anew in line where one is ready, none where it is not and
 * does not run. What runs keeps the row that it was fetched by.
 */
export async function followLedger(tx: Tx, delivery: Delivery, moves: readonly MovedJob[]): Promise<void> {
  if (moves.length === 0) return;
  const ids = moves.map(({ id }) => id);
  const moved = await rows<Deliverable & { state: JobState }>(tx, MOVED, [JSON.stringify(ids)]);
  const lanes = new Map(moved.map(({ id, lane }) => [id, lane]));
  const elsewhere = moves.flatMap(({ id, lane }) =>
    lane === undefined || lane === lanes.get(id) ? [] : [{ id, lane }],
  );
  if (elsewhere.length > 0) await delivery.withdraw(tx, elsewhere);
  const still = moved.filter(({ state }) => state !== 'running');
  await delivery.withdraw(tx, still);
  await delivery.offer(
    tx,
    still.filter(({ state }) => state === 'ready'),
  );
}
