import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noteOnce } from '../../test/fixtures/job-kinds.ts';
import { until } from '../../test/fixtures/until.ts';
import { silentLog } from '../base/log.ts';
import { defineJob, newJob } from './kind.ts';
import { openTestWorker } from './test-worker.ts';
import { openWorker } from './worker.ts';

const AT_ONCE = 10;

describe('the ends that a worker writes', () => {
  it('gather over several claims while more jobs wait, and are written at once when none do', async () => {
    await using b = await openTestWorker();
    await b.worker.stop();
    const ends: number[] = [];
    // a real engine whose settling is counted
    const source = new Proxy(b.engine, {
      get(engine, name) {
        const value: unknown = Reflect.get(engine, name, engine);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          const [settled] = args;
          if (name === 'settle' && Array.isArray(settled) && settled.length > 0) ends.push(settled.length);
          return Reflect.apply(value, engine, args);
        };
      },
    });
    const quick = defineJob({ ...noteOnce, kind: 'test.quick', resources: { cpu: 1 }, run: async () => {} });
    const jobs = Array.from({ length: 20 * AT_ONCE }, (_, n) => newJob(quick, { n, ms: 0 }));
    await b.engine.enqueue(jobs);
    const slots = { cpu: AT_ONCE, disk: 1, tags: 1 };
    const options = { source, kinds: [quick], needs: {}, slots, clock: b.clock, log: silentLog };
    await using worker = await openWorker(options);
    const sum = (): number => ends.reduce((all, n) => all + n, 0);
    await until(() => sum() === jobs.length);
    // this clock stands still, so all that are there gather
    assert.ok(ends.length < jobs.length / AT_ONCE, `${ends.length} writes for ${jobs.length} ends`);

    const [last] = await b.engine.enqueue([newJob(quick, { n: -1, ms: 0 })]);
    await b.reaches(last!.id, 'done');
    assert.equal(ends.at(-1), 1);
    assert.deepEqual(worker.running(), []);
  });
});
