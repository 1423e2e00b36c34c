import assert from 'node:assert/strict';
import { it } from 'node:test';
import { z } from 'zod';
import { systemClock } from '../src/base/clock.ts';
import { silentLog } from '../src/base/log.ts';
import { siblingModule } from '../src/base/sibling-module.ts';
import { openTestDatabase } from '../src/db/open-test-database.ts';
import { SqliteEngine } from '../src/jobs/engines/sqlite/sqlite-engine.ts';
import { defineJob, delays, newJob } from '../src/jobs/kind.ts';
import { openWorker } from '../src/jobs/worker.ts';
import type { testOps } from '../src/tools/child/child-pool.test-child.ts';
import { type ChildPool, openChildPool } from '../src/tools/child/child-pool.ts';
import { until } from './fixtures/until.ts';

const CHILD = siblingModule(new URL('../src/tools/child/here.ts', import.meta.url).href, './child-pool.test-child');

/** Has a child that starts one of its own and then hears nothing any more. */
const hang = defineJob({
  kind: 'test.hang',
  input: z.object({}),
  queue: 'hang',
  retry: delays(),
  timeoutMs: 3_000,
  resources: { cpu: 1 },
  async run(_input, { pool, born }: { pool: ChildPool<typeof testOps>; born(pids: number[]): void }, job) {
    const grandchild = await pool.call('offspring', null, { timeoutMs: 60_000 });
    born([...pool.pids(), grandchild]);
    await pool.call('spin', null, { timeoutMs: 60_000, signal: job.signal });
  },
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

for (const how of ['time limit', 'cancel'] as const) {
  it(
    `[S-093] kills the whole child tree of a job that hears nothing after its ${how}`,
    { timeout: 120_000 },
    async () => {
      await using open = await openTestDatabase();
      await using engine = new SqliteEngine(open, systemClock, silentLog);
      const options = { name: 'hang', module: CHILD, size: 1, recycleRssMiB: 500, maxRssMiB: 1_000, idleMs: 60_000 };
      await using pool = openChildPool<typeof testOps>({ ...options, log: silentLog });
      let pids: number[] = [];
      await using _worker = await openWorker({
        source: engine,
        kinds: [hang],
        needs: { pool, born: (all) => (pids = all) },
        slots: { cpu: 1, disk: 1, tags: 1 },
        clock: systemClock,
        log: silentLog,
      });
      const [added] = await engine.enqueue([newJob(hang, {})]);
      await until(() => pids.length === 2);
      assert.deepEqual(pids.map(isAlive), [true, true]);
      if (how === 'cancel') await engine.cancel([added!.id]);
      await until(() => !pids.some(isAlive));
      await until(async () => (await engine.job(added!.id)).finishedAtMs !== null);
      const { state, error, attempts } = await engine.job(added!.id);
      const wanted =
        how === 'cancel' ? ['cancelled', 'job_cancelled', 'cancelled'] : ['failed', 'job_timeout', 'timeout'];
      assert.deepEqual([state, error?.code, attempts[0]?.outcome], wanted);
    },
  );
}
