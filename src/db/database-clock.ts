import type { Clock } from '../base/clock.ts';
import type { Database } from './database.ts';
import { rows } from './rows.ts';

const ASK = 'select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as at';
const AGAIN_MS = 60_000;

/**
 * The clock of the PostgreSQL server, as good as a round trip lets us know it: machines whose own clocks differ agree on
 * when a lease ends. Asked again each minute, until disposed. @throws database_away, database_refused
 */
export async function databaseClock(db: Database, own: Clock): Promise<Clock & Disposable> {
  let aheadMs = await measure(db, own);
  const timer = setInterval(() => {
    measure(db, own).then(
      (measured) => (aheadMs = measured),
      () => undefined, // the last measure stays good for long
    );
  }, AGAIN_MS);
  timer.unref();
  return {
    now: () => own.now() + aheadMs,
    monotonic: () => own.monotonic(),
    sleep: (ms, signal) => own.sleep(ms, signal),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

async function measure(db: Database, own: Clock): Promise<number> {
  const before = own.now();
  const [row] = await rows<{ at: number }>(db, ASK, []);
  const middle = (before + own.now()) / 2;
  return Math.round((row?.at ?? middle) - middle);
}
