import type { ExpressionBuilder } from 'kysely';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { Database, Tx } from './database.ts';
import type { OpenDatabase } from './open.ts';
import { lifeOf, thisProcess } from './process-identity.ts';
import type { Tables } from './tables/database.ts';
import { inTransaction } from './transaction.ts';

const KEY = 'holder';
const BEAT_MS = 15_000;
/** A holder on another host that has been silent this long is taken for dead. */
const SILENT_MS = 60_000;

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
 * Makes this process the one that runs the library, until disposed. A holder that died is replaced at once when it ran on
 * this host, after a minute of silence when elsewhere. @throws library_in_use, with who holds it
 */
export async function holdLibrary(open: OpenDatabase, clock: Clock): Promise<AsyncDisposable> {
  const mine: Holder = { ...thisProcess(), since: clock.now(), seenAtMs: clock.now() };
  await inTransaction(open.db, async (tx) => {
    const other = await findHolder(tx, clock.now());
    if (other) throw inUse(other);
    await write(tx, mine);
  });
  const stop = new AbortController();
  const beating = beat(open.db, { mine, clock, signal: stop.signal });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      const last = await beating;
      await inTransaction(open.db, (tx) => tx.deleteFrom('library_meta').where(isRow(last)).execute());
    },
  };
}

/** Who runs the library now; undefined when nobody that lives does. */
export async function findHolder(db: Database | Tx, nowMs: number): Promise<Holder | undefined> {
  const row = await db.selectFrom('library_meta').select('value').where('key', '=', KEY).executeTakeFirst();
  if (!row) return undefined;
  const holder = Holder.parse(JSON.parse(row.value));
  const life = lifeOf(holder);
  if (life === 'elsewhere') return nowMs - holder.seenAtMs < SILENT_MS ? holder : undefined;
  return life === 'alive' ? holder : undefined;
}

/** The refusal that names the holder. */
export function inUse(holder: Holder): AppError {
  const since = new Date(holder.since).toISOString();
  const message = `Process ${holder.pid} on ${holder.host} has been running this library since ${since}`;
  return new AppError('library_in_use', message, { details: { ...holder } });
}

/** @returns the last state that was written: the row is ours as long as it says so */
async function beat(db: Database, own: { mine: Holder; clock: Clock; signal: AbortSignal }): Promise<Holder> {
  let last = own.mine;
  for (;;) {
    await own.clock.sleep(BEAT_MS, own.signal);
    if (own.signal.aborted) return last;
    const next = { ...own.mine, seenAtMs: own.clock.now() };
    const beaten = inTransaction(db, (tx) =>
      tx
        .updateTable('library_meta')
        .set({ value: JSON.stringify(next) })
        .where(isRow(last))
        .execute(),
    );
    // a missed beat is made good by the next
    await beaten.then(() => (last = next)).catch(() => undefined);
  }
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
