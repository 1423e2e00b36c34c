import { PgBoss } from 'pg-boss';
import { AppError } from '../../../base/errors.ts';
import type { Log } from '../../../base/log.ts';
import { translatePostgresError } from '../../../db/postgres-error.ts';

/** The schema of pg-boss, beside the tables of the library; the name that its dashboard looks for. */
export const BOSS_SCHEMA = 'pgboss';
/** Its own connections: for queues, upkeep and migrations. What belongs to a job goes over the job's transaction. */
const CONNECTIONS = 2;
/** How often pg-boss looks for heartbeats that stopped, over all processes. */
const MONITOR_S = 15;

/**
 * Starts pg-boss on a database, without any of its loops: no polling, no schedules, no upkeep of its own accord.
 * `migrate`: makes or renews its schema. @throws migration_needed · database_away · database_refused
 */
export async function openBoss(url: string, options: { migrate: boolean; log: Log }): Promise<PgBoss> {
  const { migrate, log } = options;
  const boss = new PgBoss({
    connectionString: url,
    schema: BOSS_SCHEMA,
    application_name: 'supervisor',
    max: CONNECTIONS,
    migrate,
    supervise: false,
    schedule: false,
    monitorIntervalSeconds: MONITOR_S,
    superviseIntervalSeconds: MONITOR_S,
  });
  boss.on('error', (error) => log.warn({ code: 'unexpected', error }, 'pg-boss met an error'));
  // a long line is no fault: the ledger says what waits and why
  boss.on('warning', (warning) => log.debug({ warning }, 'pg-boss warns'));
  try {
    return await boss.start();
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw migrate ? translatePostgresError(error) : neededOr(error);
  }
}

/** pg-boss says only in words that its schema is missing or of another version. */
function neededOr(error: unknown): unknown {
  const reason = error instanceof Error ? error.message : '';
  if (!/not installed|requires migrations/.test(reason)) return translatePostgresError(error);
  return new AppError('migration_needed', `The delivery of jobs is not ready in this database: ${reason}`, {
    cause: error,
  });
}
