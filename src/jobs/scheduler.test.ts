import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openTestEngine } from '../../test/fixtures/test-engine.ts';
import { noteOnce, single } from '../../test/fixtures/job-kinds.ts';
import { placeFor } from '../../test/fixtures/test-database.ts';
import { tempFolder } from '../../test/fixtures/temp-folder.ts';
import { until } from '../../test/fixtures/until.ts';
import { join } from 'node:path';
import { FakeClock } from '../base/clock.ts';
import { silentLog } from '../base/log.ts';
import { openMigrated } from '../db/open-test-database.ts';
import { openDatabase } from '../db/open.ts';
import { listSchedules } from './overview/list-groups.ts';
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
  const file = await placeFor(join(folder.path, 'library.db'));
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
  const now = { db: b.db, sink: engine, kinds: [noteOnce], hasWork: async () => true };
  const { job } = await runScheduleNow(now, hourly.key, b.clock.now());
  assert.deepEqual([(await b.runs()).length, (await b.jobs()).at(-1)?.id, await b.next()], [2, job, next]);
  await assert.rejects(runScheduleNow(now, 'unknown', 1), { code: 'schedule_not_found' });
  await assert.rejects(runScheduleNow({ ...now, kinds: [] }, hourly.key, 1), { code: 'job_kind_unknown' });
});

it('[M-004] starts nothing where nothing is left to do or the job before has not ended, says which, and changes nothing', async () => {
  await using b = await openBench();
  await using _running = await b.start([{ ...hourly, kind: single.kind, input: { key: 'k' }, cron: '' }]);
  await using engine = await b.admin();
  let left = false;
  const now = { db: b.db, sink: engine, kinds: [single], hasWork: async () => left };
  const run = () => runScheduleNow(now, hourly.key, b.clock.now());
  const none = { schedule: hourly.key, started: false, reason: 'nothing_to_do', job: null };
  assert.deepEqual([await run(), await b.jobs(), await b.runs(), await b.next()], [none, [], [], null]);
  left = true;
  const first = await run();
  assert.deepEqual([first.started, first.reason], [true, null]);
  const before = [await b.jobs(), await b.runs()];
  assert.deepEqual(await run(), { ...first, started: false, reason: 'under_way' });
  assert.deepEqual([await b.jobs(), await b.runs()], before);
});

it('[P-012] waits for the next day once it has come back as often as it may, over all processes and starts, and says so', async () => {
  await using b = await openBench();
  const capped = { ...hourly, cron: '0,30 * * * *', perDay: 3 };
  const schedulers = [await b.start([capped]), await b.start([capped])];
  const startMs = b.clock.now();
  const midnightMs = startMs - (startMs % (24 * HOUR_MS)) + 24 * HOUR_MS;
  b.clock.advance(midnightMs - b.clock.now()); // what was missed is made up for, as the first of this day
  await b.reaches(1);
  const shown = async () => {
    const [{ nextRunAt, perDay, today, capReached } = {}] = await listSchedules(b.db, b.clock.now());
    return [nextRunAt, perDay, today, capReached];
  };
  for (const runs of [2, 3]) {
    assert.deepEqual((await shown()).slice(1), [3, runs - 1, false]);
    b.clock.advance((await b.next())! - b.clock.now());
    await b.reaches(runs);
  }
  const nextDay = new Date(midnightMs + 24 * HOUR_MS).toISOString();
  assert.deepEqual(await shown(), [nextDay, 3, 3, true]);
  for (const scheduler of schedulers) await scheduler[Symbol.asyncDispose]();
  b.clock.advance(5 * HOUR_MS);
  await using again = await b.start([capped]);
  assert.deepEqual(await shown(), [nextDay, 3, 3, true], 'a new start counts on');
  await using engine = await b.admin();
  const now = { db: b.db, sink: engine, kinds: [noteOnce], hasWork: async () => true };
  assert.equal((await runScheduleNow(now, hourly.key, b.clock.now())).started, true, 'a person is not refused');
  assert.deepEqual(await shown(), [nextDay, 3, 3, true], 'nor counted');
  await again.follow([{ ...capped, perDay: 4 }]);
  const soon = nextTickMs(capped.cron, 'UTC', b.clock.now())!;
  assert.deepEqual(await shown(), [new Date(soon).toISOString(), 4, 3, false], 'a higher cap lets it go on');
  await again.follow([capped]);
  assert.deepEqual(await shown(), [nextDay, 3, 3, true]);
  b.clock.advance(midnightMs + 24 * HOUR_MS - b.clock.now());
  await b.reaches(5);
  assert.deepEqual((await shown()).slice(1), [3, 1, false], 'the next day begins anew');
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
