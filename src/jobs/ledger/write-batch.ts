import { AppError } from '../../base/errors.ts';
import type { Database, Tx } from '../../db/database.ts';
import { patienceMs } from '../../db/patience.ts';
import { type Commit, inSharedTransaction } from '../../db/transaction.ts';

/** Does work in a transaction, and what an engine adds to each of its transactions. */
export type Around = <T>(tx: Tx, work: (tx: Tx) => Promise<T>) => Promise<T>;

interface Write extends WriteOptions {
  /** @returns what tells the caller, to be called after the commit */
  run(tx: Tx): Promise<() => void>;
  reject(error: unknown): void;
}

/** `isEarly`: need not be on the disk when it resolves, as `withCommit` has it. `ahead`: told when the one before it begins. */
interface WriteOptions {
  readonly isEarly?: boolean;
  readonly ahead?: (tx: Tx) => Promise<void>;
}

/**
 * Group commit: writes that are asked for before the next one can start share a transaction, in the order asked.
 * A write must be repeatable: when one of a group fails, each is done again alone, so that only the faulty one fails.
 */
export class WriteBatch {
  readonly #db: Database;
  readonly #around: Around;
  #waiting: Write[] = [];
  #writing = false;

  constructor(db: Database, around: Around = (tx, work) => work(tx)) {
    this.#db = db;
    this.#around = around;
  }

  /** True when a write is about to happen anyway. */
  get isPending(): boolean {
    return this.#waiting.length > 0;
  }

  submit<T>(work: (tx: Tx) => Promise<T>, options: WriteOptions = {}): Promise<T> {
    // who does not wait has a transaction of its own: the others of a group would fail with it
    if (patienceMs() !== undefined) return this.alone(work);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        ...options,
        run: async (tx) => {
          const value = await work(tx);
          return () => resolve(value);
        },
        reject,
      });
      if (this.#writing) return;
      this.#writing = true;
      queueMicrotask(() => void this.#writeAll());
    });
  }

  /** In a transaction of its own, for what may be refused: the others of a group would be refused with it. */
  alone<T>(work: (tx: Tx) => Promise<T>, commit?: Commit): Promise<T> {
    return inSharedTransaction(this.#db, (tx) => this.#around(tx, work), commit);
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0));
    this.#writing = false;
  }

  async #write(group: readonly Write[]): Promise<void> {
    try {
      const told = await this.alone((tx) => runAll(tx, group), { isEarly: group.every(({ isEarly }) => isEarly) });
      for (const tell of told) tell();
    } catch (error) {
      // an AppError says that the database itself cannot go on: it would be the same for each alone
      if (group.length === 1 || error instanceof AppError) for (const write of group) write.reject(error);
      else for (const write of group) await this.#write([write]);
    }
  }
}

async function runAll(tx: Tx, group: readonly Write[]): Promise<readonly (() => void)[]> {
  const tell: (() => void)[] = [];
  for (const [i, write] of group.entries()) {
    await group[i + 1]?.ahead?.(tx);
    tell.push(await write.run(tx));
  }
  return tell;
}
