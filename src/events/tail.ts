import type { Clock } from '../base/clock.ts';
import type { Database } from '../db/database.ts';

/** An event as it was appended. `seq` only grows, and gives the order of commits. */
export interface StoredEvent {
  readonly seq: number;
  readonly atMs: number;
  readonly type: string;
  readonly version: number;
  readonly subject: string | null;
  readonly data: unknown;
}

/** Where to start, when to end, and what may wake the reader. */
export interface TailOptions {
  /** The cursor: events after it; 0 = from the start. */
  readonly afterSeq: number;
  readonly clock: Clock;
  /** Ends the iteration. */
  readonly signal: AbortSignal;
  /** Tells that something was committed, so that events come at once; else within a quarter of a second. */
  readonly onWake?: (listener: () => void) => Disposable;
}

const PAGE = 500;
const POLL_MS = 250;

/** Every event after the cursor, in order, each once, waiting for more until the signal aborts. */
export async function* tail(db: Database, options: TailOptions): AsyncGenerator<StoredEvent, void> {
  const { clock, signal } = options;
  let cursor = options.afterSeq;
  let nap = new AbortController();
  using _wake = options.onWake?.(() => nap.abort('woken'));
  while (!signal.aborted) {
    nap = new AbortController(); // before the look: a wake during it must not be lost
    const page = await eventsAfter(db, cursor, PAGE);
    for (const event of page) {
      cursor = event.seq;
      yield event;
    }
    if (page.length < PAGE) await clock.sleep(POLL_MS, AbortSignal.any([signal, nap.signal]));
  }
}

/** One page of events after a cursor. */
export async function eventsAfter(db: Database, seq: number, limit: number): Promise<readonly StoredEvent[]> {
  const found = await db.selectFrom('event').selectAll().where('seq', '>', seq).orderBy('seq').limit(limit).execute();
  return found.map(({ at_ms, data, ...event }) => ({ ...event, atMs: at_ms, data: JSON.parse(data) }));
}
