import type { Database, Tx } from '../../../db/database.ts';
import { claimsLock } from '../../../db/dialect/one-writer.ts';
import { rows } from '../../../db/rows.ts';
import { inSharedTransaction } from '../../../db/transaction.ts';
import type { Deliverable, Delivery } from './delivery.ts';
import { BOSS_SCHEMA } from './open-boss.ts';

/** Rows put right in one transaction. */
const CHUNK = 2_000;

const ROWS = `${BOSS_SCHEMA}.job as given`;
const JOB_OF_ROW = `job.id = given.data ->> 'id' collate "C"`;

/** Ready jobs that nobody could fetch. */
const LACKING = `
from job where job.state = 'ready' and not exists (select 1 from ${ROWS} where ${JOB_OF_ROW} and given.state < 'active')`;

/** Rows of jobs that have ended, wait for something else or are gone, and rows still fetched of jobs that are ready again. */
const SURPLUS = `
from ${ROWS} left join job on ${JOB_OF_ROW}
where coalesce(job.state, 'gone') <> 'running' and (coalesce(job.state, 'gone') <> 'ready' or given.state >= 'active')`;

/** What the rows of pg-boss lack of what the ledger says, and what they have beyond it. */
export interface DeliveryGaps {
  readonly lacking: number;
  readonly surplus: number;
}

/** Counts where the rows of pg-boss are not what the ledger says. Only reads. */
export async function deliveryGaps(db: Database): Promise<DeliveryGaps> {
  const text = `select (select count(*) ${LACKING}) as lacking, (select count(*) ${SURPLUS}) as surplus`;
  const [gaps] = await rows<DeliveryGaps>(db, text, []);
  return gaps ?? { lacking: 0, surplus: 0 };
}

/**
 * Makes the rows of pg-boss what the ledger says: after a restore, a copy, or a time with the other engine. What others
 * change meanwhile is put right by their own transactions, or when it is claimed.
 */
export async function redeliver(db: Database, delivery: Delivery): Promise<DeliveryGaps> {
  const surplus = await inChunks(db, async (tx) => {
    const text = `select given.name as queue, given.id as row ${SURPLUS} limit ${CHUNK}`;
    const found = await rows<{ queue: string; row: string }>(tx, text, []);
    await delivery.clear(tx, found);
    return found.length;
  });
  const lacking = await inChunks(db, async (tx) => {
    const text = `select job.id, job.lane, job.priority, job.attempt ${LACKING} order by job.priority, job.run_at_ms, job.id limit ${CHUNK}`;
    const found = await rows<Deliverable>(tx, text, []);
    await delivery.offer(tx, found);
    return found.length;
  });
  return { lacking, surplus };
}

async function inChunks(db: Database, work: (tx: Tx) => Promise<number>): Promise<number> {
  for (let total = 0; ;) {
    const count = await inSharedTransaction(db, async (tx) => {
      const lock = claimsLock(tx);
      if (lock) await rows(tx, ...lock); // nobody fetches between the look and the change
      return await work(tx);
    });
    total += count;
    if (count < CHUNK) return total;
  }
}
