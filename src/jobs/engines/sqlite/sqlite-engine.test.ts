import { join } from 'node:path';
import { tempFolder } from '../../../../test/fixtures/temp-folder.ts';
import type { Clock } from '../../../base/clock.ts';
import { silentLog } from '../../../base/log.ts';
import { openDatabase } from '../../../db/open.ts';
import { openMigrated } from '../../../db/open-test-database.ts';
import type { EngineHarness } from '../../bench.suite.ts';
import { jobEngineSuite } from '../../engine.suite.ts';
import { SqliteEngine } from './sqlite-engine.ts';

/** Two connections to one file, as two processes have. */
async function openHarness(clock: Clock): Promise<EngineHarness> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempFolder());
  const options = { file: join(folder.path, 'library.db'), synchronous: 'NORMAL' } as const;
  const first = stack.use(await openMigrated(options));
  const second = stack.use(await openDatabase(options));
  const engine = stack.use(new SqliteEngine(first, clock, silentLog));
  const rival = stack.use(new SqliteEngine(second, clock, silentLog));
  const owned = stack.move();
  return { db: first.db, engine, rival, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

jobEngineSuite('SQLite engine', openHarness);
