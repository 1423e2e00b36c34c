import { migratedPostgres } from '../../../../test/fixtures/test-database.ts';
import type { Clock } from '../../../base/clock.ts';
import { silentLog } from '../../../base/log.ts';
import { openDatabase } from '../../../db/open.ts';
import type { EngineHarness } from '../../bench.suite.ts';
import { jobEngineSuite } from '../../engine.suite.ts';
import { PgBossEngine } from './pg-boss-engine.ts';

/** Two pools to one database, as two processes have: the one that runs the library, and one that helps. */
async function openHarness(clock: Clock): Promise<EngineHarness> {
  await using stack = new AsyncDisposableStack();
  const place = stack.use(await migratedPostgres());
  const first = stack.use(await openDatabase(place));
  const second = stack.use(await openDatabase(place));
  const parts = { clock, log: silentLog };
  const engine = stack.use(await PgBossEngine.open(first, { ...parts, isHolder: true }));
  const rival = stack.use(await PgBossEngine.open(second, { ...parts, isHolder: false }));
  const owned = stack.move();
  return { db: first.db, engine, rival, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

jobEngineSuite('pg-boss engine', openHarness);
