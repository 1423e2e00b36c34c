import { hasCode } from '../../../base/errors.ts';
import { silentLog } from '../../../base/log.ts';
import type { OpenDatabase } from '../../../db/open.ts';
import { openBoss } from './open-boss.ts';
import { type DeliveryGaps, deliveryGaps } from './redeliver.ts';

/** How the schema of pg-boss and its rows are. */
export interface DeliveryStatus extends DeliveryGaps {
  /** Its version; null = not made, or of another version of pg-boss. */
  readonly schema: number | null;
  /** False when a table, index or function is not as this version of pg-boss makes it. */
  readonly isSound: boolean;
}

/** Looks at the delivery of jobs in a database. Changes nothing. @throws database_away · database_refused */
export async function deliveryStatus(open: OpenDatabase): Promise<DeliveryStatus> {
  let boss;
  try {
    boss = await openBoss(open.url ?? '', { migrate: false, log: silentLog });
  } catch (error) {
    if (!hasCode(error, 'migration_needed')) throw error;
    return { schema: null, isSound: false, lacking: 0, surplus: 0 };
  }
  try {
    const { ok } = await boss.detectSchemaDrift();
    return { schema: await boss.schemaVersion(), isSound: ok, ...(await deliveryGaps(open.db)) };
  } finally {
    await boss.stop({ graceful: false });
  }
}
