import type { Clock } from '../base/clock.ts';
import type { AppError } from '../base/errors.ts';
import { newerError } from './compare-migrations.ts';
import type { Database } from './database.ts';
import { migrations } from './migrations/list.ts';

/** How often a process that only helps looks whether another has changed the schema. */
const LOOK_MS = 10_000;

/**
 * Waits until a newer version has changed the database, which this one then must leave alone; undefined when it is told to
 * stop before. A database that is away says nothing.
 */
export async function outgrown(db: Database, clock: Clock, stop: AbortSignal): Promise<AppError | undefined> {
  const last = Math.max(...migrations.map(({ id }) => id));
  for (;;) {
    await clock.sleep(LOOK_MS, stop);
    if (stop.aborted) return undefined;
    const newest = db.selectFrom('schema_migration').select('name').where('id', '>', last).executeTakeFirst();
    const found = await newest.catch(() => undefined);
    if (found) return newerError(found.name);
  }
}
