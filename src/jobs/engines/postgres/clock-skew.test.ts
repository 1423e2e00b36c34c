import assert from 'node:assert/strict';
import { it } from 'node:test';
import { z } from 'zod';
import { noteOnce } from '../../../../test/fixtures/job-kinds.ts';
import { migratedPostgres, type TestPlace } from '../../../../test/fixtures/test-database.ts';
import { until } from '../../../../test/fixtures/until.ts';
import { type Clock, systemClock } from '../../../base/clock.ts';
import { silentLog } from '../../../base/log.ts';
import { databaseClock } from '../../../db/database-clock.ts';
import { openDatabase } from '../../../db/open.ts';
import { defineJob, delays, newJob } from '../../kind.ts';
import { openWorker } from '../../worker.ts';
import { PostgresEngine } from './postgres-engine.ts';

const SKEW_MS = 600_000;
const LEASE_MS = 3_000;
const RETRY_MS = 2_000;
/** As well as machines know each other's time, however busy they are. */
const AGREE_MS = 1_000;
/** Far less than the clocks are wrong. */
const LATE_MS = 60_000;

/** Fails at its first attempt. */
const onceMore = defineJob({
  kind: 'test.once-more',
  input: z.object({ n: z.number() }),
  queue: 'light',
  retry: delays(RETRY_MS),
  timeoutMs: 10_000,
  resources: { cpu: 1 },
  async run(_input, _needs: object, job) {
    if (job.attempt === 1) throw new Error('No answer');
  },
});

/** A worker of a machine whose clock is wrong, with connections of its own. */
async function openMachine(place: TestPlace, wrongMs: number) {
  await using stack = new AsyncDisposableStack();
  const open = stack.use(await openDatabase(place));
  const own: Clock = { ...systemClock, now: () => systemClock.now() + wrongMs };
  const clock = stack.use(await databaseClock(open.db, own));
  const engine = stack.use(new PostgresEngine(open, clock, silentLog));
  const worker = stack.use(
    await openWorker({
      source: engine,
      kinds: [noteOnce, onceMore],
      needs: { db: open.db },
      slots: { cpu: 4, disk: 1, tags: 1 },
      clock,
      log: silentLog,
      leaseMs: LEASE_MS,
      heartbeatMs: 200,
    }),
  );
  const owned = stack.move();
  return { db: open.db, clock, engine, worker, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

it('[S-082] [S-084] [S-089] keeps leases and times right between machines whose clocks are ten minutes wrong, each the other way', async () => {
  await using place = await migratedPostgres();
  await using behind = await openMachine(place, -SKEW_MS);
  await using ahead = await openMachine(place, SKEW_MS);
  const runAtMs = behind.clock.now() + 2_500;
  // longer than a lease, more than one machine takes
  const long = [1, 2, 3, 4, 5, 6].map((n) => newJob(noteOnce, { n, ms: 2 * LEASE_MS }));
  const again = [1, 2, 3, 4].map((n) => newJob(onceMore, { n }));
  const later = [7, 8].map((n) => newJob(noteOnce, { n, ms: 0 }, { runAtMs }));
  await behind.engine.enqueue([...long, ...again]);
  await ahead.engine.enqueue(later);
  await until(async () => (await ahead.engine.counts()).every(({ state }) => state === 'done'));
  const attempts = await ahead.db
    .selectFrom('job_attempt')
    .innerJoin('job', 'job.id', 'job_attempt.job_id')
    .select(['job.id', 'job.kind', 'job.payload', 'job_attempt.attempt', 'outcome', 'job_attempt.worker_id'])
    .select(['job_attempt.started_at_ms as startedMs', 'ended_at_ms as endedMs'])
    .orderBy('job_attempt.attempt')
    .execute();
  const outcomes = Map.groupBy(attempts, ({ outcome }) => outcome);
  assert.deepEqual([outcomes.get('ok')?.length, outcomes.get('retry')?.length, outcomes.size], [12, 4, 2]);
  assert.equal(new Set(attempts.map(({ worker_id: worker }) => worker)).size, 2, 'both have worked');
  const notes = await ahead.db.selectFrom('event').select('subject').where('type', '=', 'test.noted').execute();
  assert.equal(notes.length, 8);
  assert.equal(new Set(notes.map(({ subject }) => subject)).size, 8);
  for (const of of Map.groupBy(attempts, ({ id }) => id).values()) {
    const [first, second] = of;
    const dueMs = second ? (first?.endedMs ?? 0) + RETRY_MS : runAtMs;
    const { startedMs = 0, payload = '' } = second ?? first ?? {};
    if (!second && !/"n":[78]/.test(payload)) continue;
    assert.ok(
      startedMs >= dueMs - AGREE_MS && startedMs < dueMs + LATE_MS,
      `${payload} ${startedMs - dueMs} ms after its time`,
    );
  }
});
