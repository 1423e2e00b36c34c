import type { Clock } from '../base/clock.ts';
import type { Database, Tx } from './database.ts';
import { rows } from './rows.ts';

const ASK = 'select cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as at';
const AGAIN_MS = 60_000;
/** Of several answers the fastest says best when it was given; one this fast is good enough. */
const FAST_MS = 10;
const TRIES = 10;
/** Our clock and the time that has passed may differ by so much before one of them must have jumped. */
const JUMP_MS = 1_000;

/**
 * The clock of the PostgreSQL server, as good as a round trip lets us know it: machines whose own clocks differ agree on
 * when a lease ends. Asked again each minute, and at once when our own clock was set or the machine slept, until disposed.
 * @throws database_away, database_refused
 */
export async function databaseClock(db: Database, own: Clock): Promise<Clock & Disposable> {
  let known = await measure(db, own);
  let measuring: Promise<void> | undefined;
  const again = (): void => {
    measuring ??= measure(db, own).then(
      (measured) => {
        known = measured;
        measuring = undefined;
      },
      () => (measuring = undefined), // the last measure stays good for long
    );
  };
  const timer = setInterval(again, AGAIN_MS);
  timer.unref();
  return {
    now() {
      // by the time that has passed: our own clock may be set at any moment
      const nowMs = own.monotonic() + known.aheadOfMonotonicMs;
      if (Math.abs(own.now() + known.aheadMs - nowMs) > JUMP_MS) again();
      return Math.round(nowMs);
    },
    monotonic: () => own.monotonic(),
    sleep: (ms, signal) => own.sleep(ms, signal),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** The time of the PostgreSQL server, asked now. @throws database_away, database_refused */
export async function databaseNowMs(db: Database | Tx): Promise<number> {
  const [row] = await rows<{ at: number }>(db, ASK, []);
  if (!row) throw new TypeError('The server did not say its time');
  return row.at;
}

/** How far the server's clock is ahead of our two. */
interface Measured {
  readonly aheadMs: number;
  readonly aheadOfMonotonicMs: number;
  readonly roundTripMs: number;
}

async function measure(db: Database, own: Clock): Promise<Measured> {
  let best: Measured | undefined;
  for (let tried = 0; tried < TRIES; tried++) {
    const one = await measureOnce(db, own);
    if (best === undefined || one.roundTripMs < best.roundTripMs) best = one;
    if (best.roundTripMs < FAST_MS) break;
  }
  if (best === undefined) throw new TypeError('Nothing was measured');
  return best;
}

async function measureOnce(db: Database, own: Clock): Promise<Measured> {
  const askedMs = own.monotonic();
  const atMs = await databaseNowMs(db);
  const [nowMs, monotonicMs] = [own.now(), own.monotonic()];
  const roundTripMs = monotonicMs - askedMs;
  const serverMs = atMs + roundTripMs / 2;
  return { aheadMs: serverMs - nowMs, aheadOfMonotonicMs: serverMs - monotonicMs, roundTripMs };
}
