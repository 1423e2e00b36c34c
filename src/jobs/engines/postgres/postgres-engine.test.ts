import { migratedPostgres } from '../../../../test/fixtures/test-database.ts';
import type { Clock } from '../../../base/clock.ts';
import { silentLog } from '../../../base/log.ts';
import { openDatabase } from '../../../db/open.ts';
import type { EngineHarness } from '../../bench.suite.ts';
import { jobEngineSuite } from '../../engine.suite.ts';
import { PostgresEngine } from './postgres-engine.ts';

/** Two pools to one database, as two processes have. */
async function openHarness(clock: Clock): Promise<EngineHarness> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await migratedPostgres());
  const first = stack.use(await openDatabase(place));
  const second = stack.use(await openDatabase(place));
  const engine = stack.use(new PostgresEngine(first, clock, silentLog));
  const rival = stack.use(new PostgresEngine(second, clock, silentLog));
  const owned = stack.move();
  return { db: first.db, engine, rival, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

jobEngineSuite('PostgreSQL engine', openHarness);
