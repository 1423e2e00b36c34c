import type { Tx } from '../db/database.ts';
import type { Json } from '../base/json.ts';
import { writeLater } from '../db/write-later.ts';

/** A fact that happened. `subject` is the id of what it is about. */
export interface NewEvent {
  readonly type: string;
  readonly version: number;
  readonly subject: string | null;
  readonly data: { readonly [key: string]: Json };
}

/** Writes events in the transaction that made them true: they are seen exactly when it commits. */
export async function append(tx: Tx, events: readonly NewEvent[], nowMs: number): Promise<void> {
  const rows = events.map((event) => ({
    at_ms: nowMs,
    type: event.type,
    version: event.version,
    subject: event.subject,
    data: JSON.stringify(event.data),
  }));
  for (let at = 0; at < rows.length; at += 500) {
    const insert = tx.insertInto('event').values(rows.slice(at, at + 500));
    const { sql, parameters } = insert.compile();
    await writeLater(tx, sql, parameters); // whoever writes events holds the others up
  }
}
