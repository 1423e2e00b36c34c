import type { Tx } from '../../db/database.ts';
import { rows } from '../../db/rows.ts';
import { afterCommit } from '../../db/transaction.ts';
import type { Lease } from '../engine.ts';
import type { EndedAttempt, Outcome } from './insert-attempts.ts';

const MINUTE_MS = 60_000;

/** A row for each worker, so that workers do not wait for each other's commit. */
const ADD = `
insert into job_stat (minute, queue, kind, outcome, worker_id, count, wait_ms, run_ms)
select cast(value ->> 0 as bigint), value ->> 1, value ->> 2, value ->> 3, value ->> 4,
  cast(value ->> 5 as bigint), cast(value ->> 6 as bigint), cast(value ->> 7 as bigint)
from json_each(?) where true
on conflict (minute, queue, kind, outcome, worker_id) do update set
  count = job_stat.count + excluded.count, wait_ms = job_stat.wait_ms + excluded.wait_ms, run_ms = job_stat.run_ms + excluded.run_ms`;

interface Sum {
  readonly of: readonly [minute: number, queue: string, kind: string, outcome: string, worker: string];
  count: number;
  waitMs: number;
  runMs: number;
}

/**
 * Statistics of each minute, which outlive the jobs. Gathered here between two heartbeats, so that not every transaction
 * writes them; a process that is killed loses those few seconds of its charts, never of its jobs.
 */
export class JobStats {
  readonly #sums = new Map<string, Sum>();
  #last: Sum | undefined;
  #writtenIn: Tx | undefined;

  /** Adds attempts that ended now. */
  add(ended: readonly EndedAttempt[], nowMs: number): void {
    const minute = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
    for (const { lease, end } of ended) {
      const sum = this.#sumOf(minute, lease, end.outcome);
      sum.count += 1;
      sum.waitMs += Math.max(0, lease.startedAtMs - lease.dueAtMs);
      sum.runMs += Math.max(0, nowMs - lease.startedAtMs);
    }
  }

  /** Writes what was gathered, once a transaction; kept where that does not commit. */
  async write(tx: Tx): Promise<void> {
    if (this.#sums.size === 0 || this.#writtenIn === tx) return;
    this.#writtenIn = tx;
    const written = [...this.#sums].map(([key, sum]) => ({ key, ...sum }));
    const values = written.map(({ of, count, waitMs, runMs }) => [...of, count, waitMs, runMs]);
    await rows(tx, ADD, [JSON.stringify(values)]);
    afterCommit(tx, () => written.forEach((sum) => this.#forget(sum)));
  }

  /** What was added in the meantime stays. */
  #forget({ key, count, waitMs, runMs }: Sum & { readonly key: string }): void {
    const sum = this.#sums.get(key);
    if (!sum) return;
    sum.count -= count;
    sum.waitMs -= waitMs;
    sum.runMs -= runMs;
    if (sum.count > 0) return;
    this.#sums.delete(key);
    this.#last = undefined;
  }

  /** Mostly that of the attempt before. */
  #sumOf(minute: number, { queue, kind, worker }: Lease, outcome: Outcome): Sum {
    const of = [minute, queue, kind, outcome, worker] as const;
    if (this.#last?.of.every((part, i) => part === of[i])) return this.#last;
    const key = of.join(' ');
    this.#last = this.#sums.get(key) ?? { of, count: 0, waitMs: 0, runMs: 0 };
    this.#sums.set(key, this.#last);
    return this.#last;
  }
}
