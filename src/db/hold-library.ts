import type { ExpressionBuilder } from 'kysely';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { Database, Tx } from './database.ts';
import { databaseNowMs } from './database-clock.ts';
import { isPostgres } from './dialect/is-postgres.ts';
import type { OpenDatabase } from './open.ts';
import { lifeOf, thisProcess } from './process-identity.ts';
import type { Tables } from './tables/database.ts';
import { inTransaction } from './transaction.ts';

const KEY = 'holder';
const BEAT_MS = 5_000;
/** A holder that we cannot look at and whose beat stands still for so long is taken for dead: three beats. */
const WATCH_MS = 16_000;
const LOOK_MS = 1_000;
/** The same for those who look only once. */
const SILENT_MS = 30_000;

const Holder = z.object({
  host: z.string(),
  bootId: z.string(),
  pid: z.int(),
  pidStarted: z.string(),
  since: z.int(),
  seenAtMs: z.int(),
});

/** The process that runs a library: one at a time. */
export type Holder = z.infer<typeof Holder>;

/**
 * Makes this process the one that runs the library, until disposed. A holder that died is replaced: at once when it ran where
 * we can see that, else once its beat has stood still for a while. `onLost`: another has taken the library over, because we
 * stood still ourselves; this process must end. @throws library_in_use, with who holds it
 */
export async function holdLibrary(
  open: OpenDatabase,
  clock: Clock,
  onLost: () => void = () => undefined,
): Promise<AsyncDisposable> {
  const outlived = await outlive(open.db, clock);
  const mine: Holder = { ...thisProcess(), since: clock.now(), seenAtMs: clock.now() };
  await inTransaction(open.db, async (tx) => {
    const other = await readHolder(tx);
    if (other && lifeOf(other) !== 'dead' && !isSame(other, outlived)) throw inUse(other);
    await write(tx, mine);
  });
  const stop = new AbortController();
  const beating = beat(open.db, { mine, clock, onLost, signal: stop.signal });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      const last = await beating;
      await inTransaction(open.db, (tx) => tx.deleteFrom('library_meta').where(isRow(last)).execute());
    },
  };
}

/** Resolves once nobody that lives runs the library. @returns whose row may still be there @throws library_in_use as soon as somebody is seen to */
async function outlive(db: Database, clock: Clock): Promise<Holder | undefined> {
  const untilMs = clock.monotonic() + WATCH_MS;
  for (const first = await readHolder(db); ;) {
    const now = await readHolder(db);
    if (!now || lifeOf(now) === 'dead') return now;
    if (lifeOf(now) === 'alive' || !isSame(now, first)) throw inUse(now);
    if (clock.monotonic() >= untilMs) return now;
    await clock.sleep(LOOK_MS);
  }
}

/** Who runs the library now; undefined when nobody that lives does. */
export async function findHolder(db: Database | Tx, nowMs: number): Promise<Holder | undefined> {
  const holder = await readHolder(db);
  if (!holder) return undefined;
  const life = lifeOf(holder);
  if (life === 'unsure') {
    const atMs = isPostgres(db) ? await databaseNowMs(db) : nowMs; // the clock that the holder beats by
    return atMs - holder.seenAtMs < SILENT_MS ? holder : undefined;
  }
  return life === 'alive' ? holder : undefined;
}

async function readHolder(db: Database | Tx): Promise<Holder | undefined> {
  const row = await db.selectFrom('library_meta').select('value').where('key', '=', KEY).executeTakeFirst();
  return row ? Holder.parse(JSON.parse(row.value)) : undefined;
}

/** The refusal that names the holder. */
export function inUse(holder: Holder): AppError {
  const since = new Date(holder.since).toISOString();
  const message = `Process ${holder.pid} on ${holder.host} has been running this library since ${since}`;
  return new AppError('library_in_use', message, { details: { ...holder } });
}

interface Own {
  readonly mine: Holder;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  onLost(): void;
}

/** @returns the last state that was written: the row is ours as long as it says so */
async function beat(db: Database, own: Own): Promise<Holder> {
  let last = own.mine;
  for (;;) {
    await own.clock.sleep(BEAT_MS, own.signal);
    if (own.signal.aborted) return last;
    const next = { ...own.mine, seenAtMs: own.clock.now() };
    // a missed beat is made good by the next
    const written = await inTransaction(db, (tx) => stillHold(tx, next)).catch(() => undefined);
    if (written === false) {
      own.onLost();
      return last;
    }
    if (written) last = next;
  }
}

/**
 * Writes the beat unless another run has the library. A database that was put back to an earlier moment, as by a switch to a
 * copy that lags behind, knows an earlier beat of ours, or none yet.
 */
async function stillHold(tx: Tx, next: Holder): Promise<boolean> {
  const found = await readHolder(tx);
  if (found && !isSame({ ...found, seenAtMs: next.seenAtMs }, next)) return false;
  await write(tx, next);
  return true;
}

function isSame(a: Holder, b: Holder | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function isRow(holder: Holder) {
  return (eb: ExpressionBuilder<Tables, 'library_meta'>) => eb.and({ key: KEY, value: JSON.stringify(holder) });
}

async function write(tx: Tx, holder: Holder): Promise<void> {
  const value = JSON.stringify(holder);
  await tx
    .insertInto('library_meta')
    .values({ key: KEY, value })
    .onConflict((oc) => oc.column('key').doUpdateSet({ value }))
    .execute();
}
