import type { PgBoss } from 'pg-boss';
import type { JobId } from '../../../contract/ids.ts';
import type { Tx } from '../../../db/database.ts';
import { translatePostgresError } from '../../../db/postgres-error.ts';
import { rows } from '../../../db/rows.ts';
import type { Statement } from '../../../db/rows-of-each.ts';
import { writeLater } from '../../../db/write-later.ts';
import { bossQueue } from './boss-queue.ts';
import { deliveryId } from './delivery-id.ts';
import { GuessedFetch } from './guessed-fetch.ts';

/** A job as its row in pg-boss says it. */
export interface Deliverable {
  readonly id: JobId;
  readonly lane: string;
  readonly priority: number;
  readonly attempt: number;
}

/** What pg-boss keeps of a row while its job runs; the shortest it allows is 10 s. */
const HEARTBEAT_S = 60;
/** The longest it allows; a job that runs longer is offered again, and left alone as the ledger knows better. */
const EXPIRE_S = 86_400;
/** Rows never die of having been handed out too often: that is the ledger's to judge. */
const RETRIES = 1_000_000;
/** Fetched jobs kept in mind. */
const KNOWN = 10_000;
/** Rows of one statement. */
const CHUNK = 2_000;
/**
 * When a row may be fetched: at once, also by a transaction that began before the one that offers it. To have no time at all
 * would be the same, but only with one pg-boss asks in a way that PostgreSQL answers from the index.
 */
const START = new Date('2020-01-01T00:00:00Z');
/** After that; a job waits as long as it has to. */
const KEEP_S = 60 * 365 * 86_400;

/** What a statement of pg-boss gives where it runs in a transaction of ours. */
interface SqlIn {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** The rows of pg-boss: one for each job that may start or runs, written in the transaction that makes it so. */
export class Delivery {
  readonly #boss: PgBoss;
  readonly #queues = new Set<string>();
  /** Where the jobs of this process were fetched from, and what pg-boss calls their rows. */
  readonly #fetched = new Map<JobId, { readonly lane: string; readonly row: string }>();

  constructor(boss: PgBoss) {
    this.#boss = boss;
  }

  /** Lets jobs be fetched; those that can be already stay as they are. */
  async offer(tx: Tx, jobs: readonly Deliverable[]): Promise<void> {
    for (const [lane, group] of byLane(jobs)) {
      const queue = await this.#queueOf(lane);
      const offers = group.map(({ id, priority, attempt }) => ({
        id: deliveryId(id),
        data: { id },
        // who has been in line before is not behind all that came in the meantime
        priority: attempt > 0 ? 1 - 2 * priority : -2 * priority,
        startAfter: START,
      }));
      await this.#boss.insert(queue, offers, { db: inside(tx) });
    }
  }

  /** Where this process fetched a job; undefined where it did not, or long ago. */
  laneOf(id: JobId): string | undefined {
    return this.#fetched.get(id)?.lane;
  }

  /** Takes jobs out, whoever has fetched them. */
  async withdraw(tx: Tx, jobs: readonly Pick<Deliverable, 'id' | 'lane'>[]): Promise<void> {
    for (const [lane, group] of byLane(jobs)) {
      const queue = await this.#queueOf(lane);
      await this.#boss.deleteJob(
        queue,
        group.map(({ id }) => this.#fetched.get(id)?.row ?? deliveryId(id)),
        { db: along(tx) },
      );
      for (const { id } of group) this.#fetched.delete(id);
    }
  }

  /** Takes rows out by what pg-boss itself calls them. */
  async clear(tx: Tx, found: readonly { readonly queue: string; readonly row: string }[]): Promise<void> {
    for (const [queue, group] of Map.groupBy(found, (one) => one.queue)) {
      await this.#boss.deleteJob(
        queue,
        group.map(({ row }) => row),
        { db: along(tx) },
      );
    }
  }

  /** Up to `limit` jobs of a lane that nobody else gets: first the lower priority number, then in the order offered. */
  async fetch(tx: Tx, lane: string, limit: number): Promise<readonly JobId[]> {
    return await this.#take(inside(tx), lane, limit);
  }

  /** As `fetch`, by a statement that is done later. */
  async guess(lane: string, limit: number): Promise<GuessedFetch> {
    const asked = Promise.withResolvers<Statement>();
    const given = Promise.withResolvers<{ rows: Record<string, unknown>[] }>();
    const later: SqlIn = {
      executeSql(text, values = []) {
        asked.resolve([text, values]);
        return given.promise;
      },
    };
    const fetched = this.#take(later, lane, limit);
    fetched.catch(asked.reject);
    return new GuessedFetch(lane, await asked.promise, (found) => {
      given.resolve({ rows: found.map((row) => ({ ...row })) });
      return fetched;
    });
  }

  async #take(db: SqlIn, lane: string, limit: number): Promise<readonly JobId[]> {
    const queue = await this.#queueOf(lane);
    const found = await this.#boss.fetch<{ id: JobId }>(queue, { batchSize: limit, db });
    if (this.#fetched.size > KNOWN) this.#fetched.clear(); // of jobs that others took over
    for (const { id, data } of found) this.#fetched.set(data.id, { lane, row: id });
    return found.map(({ data }) => data.id);
  }

  /** Tells pg-boss that these still run. */
  async touch(tx: Tx, jobs: readonly Pick<Deliverable, 'id' | 'lane'>[]): Promise<void> {
    for (const [lane, group] of byLane(jobs)) {
      const queue = await this.#queueOf(lane);
      await this.#boss.touch(
        queue,
        group.map(({ id }) => deliveryId(id)),
        { db: inside(tx) },
      );
    }
  }

  /** Over a connection of pg-boss, which so sees at once what it made. */
  async #queueOf(lane: string): Promise<string> {
    const queue = bossQueue(lane);
    if (this.#queues.has(queue)) return queue;
    try {
      // mostly somebody made all of them long ago: one look, where making each anew holds up who waits to claim
      if (this.#queues.size === 0) for (const { name } of await this.#boss.getQueues()) this.#queues.add(name);
      if (!this.#queues.has(queue))
        await this.#boss.createQueue(queue, {
          heartbeatSeconds: HEARTBEAT_S,
          expireInSeconds: EXPIRE_S,
          retryLimit: RETRIES,
          retentionSeconds: KEEP_S,
        });
    } catch (error) {
      throw translatePostgresError(error);
    }
    this.#queues.add(queue);
    return queue;
  }
}

/** Nobody needs to know how many there were: the ledger has decided. */
function along(tx: Tx): SqlIn {
  return {
    async executeSql(text, values = []) {
      await writeLater(tx, text, values);
      return { rows: [{ count: 0 }] };
    },
  };
}

function inside(tx: Tx): SqlIn {
  return {
    async executeSql(text, values = []) {
      return { rows: [...(await rows<Record<string, unknown>>(tx, text, values))] };
    },
  };
}

function* byLane<J extends { readonly lane: string }>(jobs: readonly J[]): Generator<readonly [string, readonly J[]]> {
  for (const [lane, group] of Map.groupBy(jobs, (job) => job.lane)) {
    for (let from = 0; from < group.length; from += CHUNK) yield [lane, group.slice(from, from + CHUNK)];
  }
}
