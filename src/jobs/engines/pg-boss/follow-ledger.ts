import type { Tx } from '../../../db/database.ts';
import { rows } from '../../../db/rows.ts';
import type { JobState } from '../../../db/tables/job.ts';
import type { MovedJob } from '../../ledger/moved-jobs.ts';
import type { Deliverable, Delivery } from './delivery.ts';

const MOVED = `
select id, lane, priority, attempt, state from job where id = any(cast(? as text[])) order by priority, run_at_ms, id`;

/**
 * Makes the rows of pg-boss what the ledger says of these jobs: anew in line where one is ready, none where it is not and
 * does not run. What runs keeps the row that it was fetched by.
 */
export async function followLedger(tx: Tx, delivery: Delivery, moves: readonly MovedJob[]): Promise<void> {
  const over: Pick<Deliverable, 'id' | 'lane'>[] = [];
  const unclear: MovedJob[] = [];
  for (const move of moves) {
    const lane = move.isOver ? delivery.laneOf(move.id) : undefined;
    if (lane === undefined) unclear.push(move);
    else over.push({ id: move.id, lane });
  }
  await delivery.withdraw(tx, over);
  if (unclear.length > 0) await askLedger(tx, delivery, unclear);
}

async function askLedger(tx: Tx, delivery: Delivery, moves: readonly MovedJob[]): Promise<void> {
  const moved = await rows<Deliverable & { state: JobState }>(tx, MOVED, [moves.map(({ id }) => id)]);
  const lanes = new Map(moved.map(({ id, lane }) => [id, lane]));
  const elsewhere = moves.flatMap(({ id, lane }) =>
    lane === undefined || lane === lanes.get(id) ? [] : [{ id, lane }],
  );
  await delivery.withdraw(tx, elsewhere);
  const still = moved.filter(({ state }) => state !== 'running');
  await delivery.withdraw(tx, still);
  await delivery.offer(
    tx,
    still.filter(({ state }) => state === 'ready'),
  );
}
