import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openTestEngine } from '../../test/fixtures/test-engine.ts';
import { z } from 'zod';
import { until } from '../../test/fixtures/until.ts';
import { AppError } from '../base/errors.ts';
import { FakeClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import type { JobId } from '../contract/ids.ts';
import { openTestDatabase } from '../db/open-test-database.ts';
import { defineJob, delays, newJob } from './kind.ts';
import { openWorker } from './worker.ts';

interface Needs {
  readonly clock: FakeClock;
}

/** Reads for 30 ms, hashes for 70, and says so. */
const talk = defineJob({
  kind: 'test.talk',
  input: z.object({ lines: z.number(), fails: z.boolean().default(false), waits: z.boolean().default(false) }),
  queue: 'talk',
  retry: delays(),
  timeoutMs: 60_000,
  resources: { cpu: 1 },
  async run({ lines, fails, waits }, { clock }: Needs, job) {
    job.stage('read');
    clock.advance(30);
    job.stage('hash');
    clock.advance(70);
    job.facts({ tool: 'none 1.0' });
    for (let n = 1; n <= lines; n++) job.log.info({ n, error: new AppError('busy', 'In use') }, `Line ${n}`);
    if (waits) await new Promise((_resolve, reject) => job.signal.addEventListener('abort', reject));
    if (fails) throw new AppError('asset_not_found', 'Gone', { cause: new Error('ENOENT') });
  },
});

async function openBench() {
  await using stack = new AsyncDisposableStack();
  const clock = new FakeClock();
  const open = stack.use(await openTestDatabase());
  const engine = stack.use(openTestEngine(open, clock));
  const options = { source: engine, kinds: [talk], needs: { clock }, slots: { cpu: 2, disk: 1, tags: 1 } };
  stack.use(await openWorker({ ...options, clock, log: silentLog }));
  const owned = stack.move();
  return {
    clock,
    db: open.db,
    engine,
    async run(input: { lines: number; fails?: boolean; waits?: boolean }): Promise<JobId> {
      const [added] = await engine.enqueue([newJob(talk, { fails: false, waits: false, ...input })]);
      const { id } = added!;
      if (!input.waits) await until(async () => (await engine.job(id)).finishedAtMs !== null);
      return id;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

it('[S-109] [I-032] keeps the stages of an attempt with their durations, its facts and its log lines', async () => {
  await using b = await openBench();
  const { attempts, log } = await b.engine.job(await b.run({ lines: 2 }));
  assert.deepEqual(
    attempts.map(({ outcome, stages, facts }) => ({ outcome, stages, facts })),
    [
      {
        outcome: 'ok',
        stages: [
          ['read', 30],
          ['hash', 70],
        ],
        facts: { tool: 'none 1.0' },
      },
    ],
  );
  assert.deepEqual(
    log.map(({ attempt, level, message, fields }) => [attempt, level, message, fields]),
    [1, 2].map((n) => [1, 'info', `Line ${n}`, { n, error: { code: 'busy', message: 'In use' } }]),
  );
});

it('[S-088] [S-105] keeps code, class, message and cause of what went wrong, beside the stages up to then', async () => {
  await using b = await openBench();
  const { attempts } = await b.engine.job(await b.run({ lines: 0, fails: true }));
  assert.deepEqual(attempts[0]?.error, {
    code: 'asset_not_found',
    message: 'Gone',
    class: 'permanent',
    cause: 'ENOENT',
  });
  assert.equal(attempts[0]?.stages.length, 2);
});

it('keeps the last 200 lines of a job that says much', async () => {
  await using b = await openBench();
  const { log } = await b.engine.job(await b.run({ lines: 500 }));
  assert.deepEqual([log.length, log[0]?.message, log.at(-1)?.message], [200, 'Line 301', 'Line 500']);
});

it('[S-100] shows stage and lines of a job while it runs', async () => {
  await using b = await openBench();
  const id = await b.run({ lines: 1, waits: true });
  await until(async () => {
    b.clock.advance(1_000);
    return (await b.engine.job(id)).log.length === 1;
  });
  const row = await b.db.selectFrom('job').select(['state', 'stage']).where('id', '=', id).executeTakeFirst();
  assert.deepEqual(row, { state: 'running', stage: 'hash' });
  await b.engine.cancel([id]);
});

it('adds each attempt to the statistics of its minute, which outlive the job', async () => {
  await using b = await openBench();
  await b.run({ lines: 0 });
  await b.run({ lines: 0, fails: true });
  await b.db.deleteFrom('job').execute();
  const read = () =>
    b.db
      .selectFrom('job_stat')
      .select(['queue', 'kind', 'outcome', 'count', 'wait_ms', 'run_ms'])
      .orderBy('outcome')
      .execute();
  await until(async () => {
    b.clock.advance(5_000);
    return (await read()).length === 2;
  });
  const stats = await read();
  assert.deepEqual(
    stats,
    ['failed', 'ok'].map((outcome) => ({
      queue: 'talk',
      kind: talk.kind,
      outcome,
      count: 1,
      wait_ms: 0,
      run_ms: 100,
    })),
  );
});
