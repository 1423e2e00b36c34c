import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openTestEngine } from '../../test/fixtures/test-engine.ts';
import { noteOnce, single } from '../../test/fixtures/job-kinds.ts';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { until } from '../../test/fixtures/until.ts';
import { join } from 'node:path';
import { FakeClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { openMigrated } from '../db/open-test-database.ts';
import { openDatabase } from '../db/open.ts';
import { nextTickMs } from '../base/next-tick.ts';
import type { Schedule } from './ledger/schedules.ts';
import { runScheduleNow } from './run-schedule-now.ts';
import { type Scheduler, startScheduler } from './scheduler.ts';

const HOUR_MS = 3_600_000;
const hourly: Schedule = { key: 'notes', kind: noteOnce.kind, input: { n: 1 }, cron: '0 * * * *', timeZone: 'UTC' };

/** A library on disk, which each process opens for itself. */
async function openBench() {
  await using stack = new AsyncDisposableStack();
  const clock = new FakeClock();
  const folder = stack.use(await tempFolder());
  const file = join(folder.path, 'library.db');
  const open = stack.use(await openMigrated({ file, synchronous: 'NORMAL' }));
  const owned = stack.move();
  return {
    clock,
    db: open.db,
    /** A process with its own connection and its own scheduler. */
    async start(schedules: readonly Schedule[] = [hourly]): Promise<Scheduler> {
      const own = await openDatabase({ file, synchronous: 'NORMAL' });
      const engine = openTestEngine(own, clock);
      owned.use(own);
      owned.use(engine);
      return await startScheduler(
        { db: own.db, sink: engine, kinds: [noteOnce, single], clock, log: silentLog },
        schedules,
      );
    },
    admin: async () => openTestEngine(open, clock),
    runs: async (): Promise<number[]> =>
      (await open.db.selectFrom('job_schedule_run').select('run_at_ms').orderBy('run_at_ms').execute()).map(
        (row) => row.run_at_ms,
      ),
    /** Lets time pass until there were so many ticks. */
    reaches: (runs: number) =>
      until(async () => {
        const { length } = await open.db.selectFrom('job_schedule_run').select('key').execute();
        if (length < runs) clock.advance(1_000);
        return length >= runs;
      }),
    jobs: () => open.db.selectFrom('job').selectAll().execute(),
    next: async () =>
      (await open.db.selectFrom('job_schedule').select('next_run_at_ms').executeTakeFirst())?.next_run_at_ms,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

it('puts a job in line at each tick, once among three processes that race for it', async () => {
  await using b = await openBench();
  const schedulers = [await b.start(), await b.start(), await b.start()];
  const first = (await b.next())!;
  assert.equal(first % HOUR_MS, 0);
  for (let hour = 1; hour <= 5; hour++) {
    b.clock.advance((await b.next())! - b.clock.now());
    await b.reaches(hour);
    assert.equal(await b.next(), first + hour * HOUR_MS);
  }
  for (const scheduler of schedulers) await scheduler[Symbol.asyncDispose]();
  assert.deepEqual(
    await b.runs(),
    [0, 1, 2, 3, 4].map((hour) => first + hour * HOUR_MS),
  );
  assert.equal((await b.jobs()).length, 5);
});

it('makes up for one of the ticks that were missed while nothing ran, also after a restart', async () => {
  await using b = await openBench();
  await (await b.start())[Symbol.asyncDispose]();
  const first = (await b.next())!;
  b.clock.advance(10 * HOUR_MS);
  await using _later = await b.start();
  await b.reaches(1);
  assert.deepEqual(await b.runs(), [first]);
  assert.ok((await b.next())! > b.clock.now());
});

it('follows changed times, forgets what is not wanted any more, and keeps the old when the new make no sense', async () => {
  await using b = await openBench();
  await using scheduler = await b.start();
  await scheduler.follow([{ ...hourly, cron: '30 12 * * *' }]);
  assert.equal(new Date((await b.next())!).toISOString().slice(11, 16), '12:30');
  await assert.rejects(scheduler.follow([{ ...hourly, cron: '99 * * * *' }]), { code: 'schedule_invalid' });
  assert.equal(new Date((await b.next())!).toISOString().slice(11, 16), '12:30');
  await scheduler.follow([]);
  assert.equal(await b.next(), undefined);
});

it('comes back at the right time where the clock had been far ahead, and has no tick twice', async () => {
  await using b = await openBench();
  const startedMs = b.clock.now();
  await using scheduler = await b.start();
  const nextMs = await b.next();
  b.clock.advance(HOUR_MS);
  await b.reaches(1);
  const afterMs = await b.next();
  const wrong = (ms: number) => b.db.updateTable('job_schedule').set({ next_run_at_ms: ms }).execute();
  await wrong(startedMs + 10_000 * HOUR_MS);
  await scheduler.follow([hourly]);
  assert.equal(await b.next(), afterMs);
  b.clock.advance(startedMs - b.clock.now()); // set back before the tick that it had
  await scheduler.follow([hourly]);
  assert.equal(await b.next(), afterMs);
  assert.notEqual(nextMs, afterMs);
});

it('rests while it is paused, makes up for one tick when it is resumed, and is done at once when asked to', async () => {
  await using b = await openBench();
  await using _running = await b.start();
  await using engine = await b.admin();
  await engine.pauseSchedule(hourly.key);
  b.clock.advance(3 * HOUR_MS);
  await engine.resumeSchedule(hourly.key);
  await b.reaches(1);
  await engine.pauseSchedule(hourly.key);
  const next = await b.next();
  const now = { db: b.db, sink: engine, kinds: [noteOnce] };
  const job = await runScheduleNow(now, hourly.key, b.clock.now());
  assert.deepEqual([(await b.runs()).length, (await b.jobs()).at(-1)?.id, await b.next()], [2, job, next]);
  await assert.rejects(runScheduleNow(now, 'unknown', 1), { code: 'schedule_not_found' });
  await assert.rejects(runScheduleNow({ ...now, kinds: [] }, hourly.key, 1), { code: 'job_kind_unknown' });
});

it('[P-019] enqueues no second job while the one of the tick before has not ended', async () => {
  await using b = await openBench();
  await using _running = await b.start([{ ...hourly, kind: single.kind, input: { key: 'k' } }]);
  for (let hour = 1; hour <= 2; hour++) {
    b.clock.advance((await b.next())! - b.clock.now());
    await b.reaches(hour);
  }
  assert.equal((await b.jobs()).length, 1);
});

it('runs at the hour of the wall in its time zone, once also on the days when clocks are changed', () => {
  const at = (cron: string, from: string): string =>
    new Date(nextTickMs(cron, 'Europe/Berlin', Date.parse(from))!).toISOString();
  assert.equal(at('15 3 * * *', '2026-03-28T12:00:00Z'), '2026-03-29T01:15:00.000Z');
  assert.equal(at('30 2 * * *', '2026-10-24T12:00:00Z'), '2026-10-25T00:30:00.000Z');
  assert.equal(at('30 2 * * *', '2026-10-25T00:30:00Z'), '2026-10-26T01:30:00.000Z');
});
