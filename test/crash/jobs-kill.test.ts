import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openDatabase } from '../../src/db/open.ts';
import { SqliteEngine } from '../../src/jobs/engines/sqlite/sqlite-engine.ts';
import { newJob } from '../../src/jobs/kind.ts';
import { noteOnce } from '../fixtures/job-kinds.ts';
import { tempFolder } from '../fixtures/temp-folder.ts';
import { until } from '../fixtures/until.ts';

const KILLS = 20;
const JOBS = 600;
const script = join(import.meta.dirname, '..', 'fixtures', 'job-worker.ts');

it(
  '[S-110] [I-W12] [I-W26] loses no job and doubles no effect when workers are killed at random',
  { timeout: 60_000 },
  async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'library.db');
    await using open = await openDatabase({ file });
    await migrate(open);
    await using engine = new SqliteEngine(open, systemClock, silentLog);
    const workers: ChildProcess[] = [fork(script, [file]), fork(script, [file])];
    let enqueued = 0;
    const enqueue = async (count: number): Promise<void> => {
      await engine.enqueue(
        Array.from({ length: count }, () => newJob(noteOnce, { n: enqueued++, ms: Math.floor(Math.random() * 40) })),
      );
    };
    await enqueue(JOBS / 2);
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(150 + Math.random() * 250); // the random point is the test
      const index = kill % workers.length;
      const [victim] = workers.splice(index, 1);
      victim?.kill('SIGKILL');
      workers.push(fork(script, [file]));
      await enqueue(JOBS / 2 / KILLS);
    }
    const noted = async (): Promise<number> => {
      const row = await open.db
        .selectFrom('event')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow();
      return row.n;
    };
    await until(async () => (await engine.totals()).waiting + (await engine.totals()).running === 0, 40_000);
    for (const worker of workers) {
      const ended = once(worker, 'exit');
      worker.kill('SIGTERM');
      await ended;
    }
    await engine.rescue(); // what the next start does first: a worker killed last has nobody else to note it
    const counts = await engine.counts();
    assert.deepEqual(counts, [{ queue: 'light', kind: noteOnce.kind, state: 'done', count: JOBS }]);
    assert.equal(await noted(), JOBS);
    const doubled = await open.db
      .selectFrom('event')
      .select('subject')
      .groupBy('subject')
      .having((eb) => eb.fn.countAll(), '>', 1)
      .execute();
    assert.deepEqual(doubled, []);
    const dangling = await open.db.selectFrom('job_attempt').select('job_id').where('outcome', 'is', null).execute();
    assert.deepEqual(dangling, []);
    const lost = await open.db.selectFrom('job_attempt').select('job_id').where('outcome', '=', 'lost').execute();
    assert.ok(lost.length > 0, 'no kill hit a running job: the test proves nothing');
    const alive = await open.db.selectFrom('worker').select('id').where('state', '!=', 'stopped').execute();
    assert.deepEqual(alive, []);
  },
);
