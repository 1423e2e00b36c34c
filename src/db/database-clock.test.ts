import assert from 'node:assert/strict';
import { it } from 'node:test';
import { postgresPlace } from '../../test/fixtures/test-database.ts';
import { until } from '../../test/fixtures/until.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { databaseClock } from './database-clock.ts';
import { openDatabase } from './open.ts';

/** A clock that is wrong by so much, and may be set while it runs. */
function wrongClock(byMs: number): Clock & { set(byMs: number): void } {
  let wrongMs = byMs;
  return { ...systemClock, now: () => systemClock.now() + wrongMs, set: (to) => (wrongMs = to) };
}

const isRight = (clock: Clock): boolean => Math.abs(clock.now() - Date.now()) < 2_000;

it('says the time of the server on machines whose own clocks are wrong, also after one of them was set', async () => {
  await using place = await postgresPlace();
  await using open = await openDatabase(place);
  for (const byMs of [-600_000, 0, 600_000]) {
    const own = wrongClock(byMs);
    using clock = await databaseClock(open.db, own);
    assert.ok(isRight(clock));
    own.set(-byMs);
    assert.ok(isRight(clock), 'time that has passed is not what somebody sets');
  }
});

it('asks again after the machine has slept', async () => {
  await using place = await postgresPlace();
  await using open = await openDatabase(place);
  let sleptMs = 0;
  // while a machine sleeps its steady clock stands still
  const own: Clock = { ...systemClock, monotonic: () => systemClock.monotonic() - sleptMs };
  using clock = await databaseClock(open.db, own);
  sleptMs = 3_600_000;
  await until(() => isRight(clock));
});

it('is not misled by answers that a busy machine reads late', async () => {
  await using place = await postgresPlace();
  await using open = await openDatabase(place);
  const [late, lateMs] = [5, 600];
  let asked = 0;
  const stall = (): void => {
    for (const endMs = systemClock.monotonic() + lateMs; systemClock.monotonic() < endMs;);
  };
  const own: Clock = {
    ...systemClock,
    monotonic() {
      asked += 1;
      if (asked % 2 === 1 && asked < 2 * late) setImmediate(stall); // before the answer is read
      return systemClock.monotonic();
    },
  };
  using clock = await databaseClock(open.db, own);
  assert.ok(Math.abs(clock.now() - Date.now()) < lateMs / 4);
});
