import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import type { OpenDatabase } from './db/open.ts';
import type { JobEngine } from './jobs/engine.ts';

/** The engine of the jobs that fits the database; the other is not loaded. */
export async function openEngine(open: OpenDatabase, clock: Clock, log: Log): Promise<JobEngine> {
  if (open.url === undefined) {
    const { SqliteEngine } = await import('./jobs/engines/sqlite/sqlite-engine.ts');
    return new SqliteEngine(open, clock, log);
  }
  const { PostgresEngine } = await import('./jobs/engines/postgres/postgres-engine.ts');
  return new PostgresEngine(open, clock, log);
}
