import type { Database, Tx } from './database.ts';

type AfterCommit = () => void;

const pending = new WeakMap<Tx, AfterCommit[]>();

/**
 * Runs `work` in one write transaction: committed when it resolves, rolled back when it throws. Keep it short, with no
 * I/O but the database's. @throws busy when another process writes for longer than the busy timeout
 */
export async function inTransaction<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  const callbacks: AfterCommit[] = [];
  const result = await db.transaction().execute(async (tx) => {
    pending.set(tx, callbacks);
    return await work(tx);
  });
  for (const callback of callbacks) callback();
  return result;
}

/** Calls `fn` once `tx` has committed, never when it rolled back. For waking others: `fn` must not throw. */
export function afterCommit(tx: Tx, fn: AfterCommit): void {
  const callbacks = pending.get(tx);
  if (!callbacks) throw new TypeError('afterCommit needs the transaction of inTransaction');
  callbacks.push(fn);
}
