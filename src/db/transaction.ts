import type { Database, Tx } from './database.ts';
import { waitForOthers } from './dialect/one-writer.ts';
import { withCommit } from './early-commit.ts';
import { isCollision } from './postgres-error.ts';

type AfterCommit = () => void;

const pending = new WeakMap<Tx, AfterCommit[]>();

/** How a transaction commits. */
export interface Commit {
  /** Over before the disk has it: as `withCommit` says. */
  readonly isEarly: boolean;
}

/**
 * Runs `work` in one write transaction: committed when it resolves, rolled back when it throws. One at a time in the whole
 * library, on both databases: nobody writes between what it reads and what it writes. Keep it short, with no I/O but the
 * database's. @throws busy when another process writes for longer than the busy timeout
 */
export async function inTransaction<T>(db: Database, work: (tx: Tx) => Promise<T>, commit?: Commit): Promise<T> {
  const alone = async (tx: Tx): Promise<T> => {
    await waitForOthers(tx);
    return await work(tx);
  };
  return run(db, alone, commit);
}

/** Tries of a transaction that another may get in the way of. */
const TRIES = 5;

/**
 * As `inTransaction`, but on PostgreSQL beside other writers: for statements that are right by themselves whatever others
 * write, such as those of the ledger of jobs. `work` is done again after a deadlock and the like.
 */
export async function inSharedTransaction<T>(db: Database, work: (tx: Tx) => Promise<T>, commit?: Commit): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await run(db, work, commit);
    } catch (error) {
      if (tried === TRIES || !isCollision(error)) throw error;
    }
  }
}

async function run<T>(db: Database, work: (tx: Tx) => Promise<T>, commit?: Commit): Promise<T> {
  const callbacks: AfterCommit[] = [];
  const execute = (): Promise<T> =>
    db.transaction().execute(async (tx) => {
      pending.set(tx, callbacks);
      return await work(tx);
    });
  const result = await withCommit(commit?.isEarly === true, execute);
  for (const callback of callbacks) callback();
  return result;
}

/** Calls `fn` once `tx` has committed, never when it rolled back. For waking others: `fn` must not throw. */
export function afterCommit(tx: Tx, fn: AfterCommit): void {
  const callbacks = pending.get(tx);
  if (!callbacks) throw new TypeError('afterCommit needs the transaction of inTransaction');
  callbacks.push(fn);
}
