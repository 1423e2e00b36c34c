import assert from 'node:assert/strict';
import { it } from 'node:test';
import { block } from '../../test/fixtures/job-kinds.ts';
import { until } from '../../test/fixtures/until.ts';
import { newId } from '../base/ids.ts';
import { newJob } from './kind.ts';
import { openTestWorker } from './test-worker.ts';

it('[S-082] [S-089] gives others time to renew their leases after it stood still itself, and takes over what they do not renew', async () => {
  await using b = await openTestWorker();
  const [added] = await b.engine.enqueue([newJob(block, { ms: 0 })]);
  const [job] = await b.engine.claim({
    worker: newId('wo', 0), // of another machine
    queues: [{ name: 'block', limit: 1 }],
    free: { jobs: 1, cpu: 1, disk: 1, tags: 1 },
    holds: {},
    leaseMs: 30_000,
  });
  const stateNow = async (): Promise<string> => (await b.engine.job(added!.id)).state;
  let looks = 0;
  const rescue = b.engine.rescue.bind(b.engine);
  b.engine.rescue = (options) => rescue(options).finally(() => (looks += 1));
  /** Lets it look for dead workers once more, after so long. */
  const lookAfter = async (ms: number): Promise<void> => {
    const before = looks;
    b.clock.advance(ms);
    await until(() => looks > before);
  };
  await lookAfter(500);
  await lookAfter(60_000); // both machines slept, or the database was away
  assert.equal(await stateNow(), 'running');
  assert.deepEqual(await b.engine.renew([job!.lease], 30_000), { lost: [], cancelled: [] });
  for (let second = 0; second < 30; second++) await lookAfter(1_000);
  assert.equal(await stateNow(), 'running', 'it was renewed');
  await lookAfter(1_000);
  assert.equal(await stateNow(), 'ready');
});
