import { silentLog } from '../../../base/log.ts';
import type { OpenDatabase } from '../../../db/open.ts';
import { Delivery } from './delivery.ts';
import { openBoss } from './open-boss.ts';
import { type DeliveryGaps, redeliver } from './redeliver.ts';

/**
 * Makes the schema of pg-boss, or renews it, and its rows what the ledger says; the start of the library does the same.
 * @returns what was put right. @throws database_away · database_refused
 */
export async function prepareDelivery(open: OpenDatabase): Promise<DeliveryGaps> {
  const boss = await openBoss(open.url ?? '', { migrate: true, log: silentLog });
  try {
    return await redeliver(open.db, new Delivery(boss));
  } finally {
    await boss.stop({ graceful: false });
  }
}
