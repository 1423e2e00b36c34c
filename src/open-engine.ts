import type { Clock } from './base/clock.ts';
import type { Log } from './base/log.ts';
import type { Config } from './config/schema.ts';
import type { OpenDatabase } from './db/open.ts';
import type { JobEngine } from './jobs/engine.ts';
import type { QueueNames } from './jobs/queue-naming.ts';

/** What an engine is opened with. */
export interface EngineParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly engine: Config['jobs']['engine'];
  /** What queues are called; without it as their kinds call them. */
  readonly queues?: QueueNames;
  /** The process that runs the library prepares what the engine needs in the database. */
  readonly isHolder: boolean;
}

/**
 * The engine of the jobs that fits the database and the settings; the others are not loaded.
 * @throws migration_needed · database_away · database_refused
 */
export async function openEngine(open: OpenDatabase, parts: EngineParts): Promise<JobEngine> {
  const { clock, log, queues = {} } = parts;
  if (open.url === undefined) {
    const { SqliteEngine } = await import('./jobs/engines/sqlite/sqlite-engine.ts');
    return new SqliteEngine(open, clock, log).nameQueues(queues);
  }
  if (parts.engine === 'pg-boss') {
    const { PgBossEngine } = await import('./jobs/engines/pg-boss/pg-boss-engine.ts');
    return (await PgBossEngine.open(open, parts)).nameQueues(queues);
  }
  const { PostgresEngine } = await import('./jobs/engines/postgres/postgres-engine.ts');
  return new PostgresEngine(open, clock, log).nameQueues(queues);
}
