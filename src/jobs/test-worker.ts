import { openTestEngine } from '../../test/fixtures/test-engine.ts';
import { fail, noteOnce, single } from '../../test/fixtures/job-kinds.ts';
import { until } from '../../test/fixtures/until.ts';
import { FakeClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import type { JobId } from '../contract/ids.ts';
import { openTestDatabase } from '../db/open-test-database.ts';
import type { JobState } from '../db/tables/job.ts';
import { openWorker } from './worker.ts';

/** A worker on a database in memory and a clock that the test moves. */
export async function openTestWorker() {
  await using stack = new AsyncDisposableStack();
  const clock = new FakeClock();
  const open = stack.use(await openTestDatabase());
  const engine = stack.use(openTestEngine(open, clock));
  const { promise: release, resolve: letGo } = Promise.withResolvers<void>();
  const needs = { db: open.db, release };
  const slots = { cpu: 2, disk: 1, tags: 1 };
  const kinds = [noteOnce, single, fail] as const;
  const worker = await openWorker({ source: engine, kinds, needs, slots, clock, log: silentLog });
  stack.defer(async () => {
    letGo();
    clock.advance(60_000);
    await worker.stop(0);
  });
  const owned = stack.move();
  return {
    clock,
    db: open.db,
    engine,
    worker,
    letGo,
    async start(how: string): Promise<JobId> {
      const [added] = await engine.enqueue([{ kind: fail, input: { how } }]);
      if (!added) throw new Error('Nothing was enqueued');
      return added.id;
    },
    reaches: (id: JobId, ...states: JobState[]) => until(async () => states.includes((await engine.job(id)).state)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
