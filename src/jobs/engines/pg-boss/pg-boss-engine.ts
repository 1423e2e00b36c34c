import type { PgBoss } from 'pg-boss';
import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log.ts';
import type { JobId } from '../../../contract/ids.ts';
import type { Tx } from '../../../db/database.ts';
import type { OpenDatabase } from '../../../db/open.ts';
import { rows } from '../../../db/rows.ts';
import type { Once } from '../../../db/rows-of-each.ts';
import type { Lease } from '../../engine.ts';
import type { LikelyPick } from '../../ledger/claim.ts';
import type { HandOut } from '../../ledger/ledger-engine.ts';
import { collectMoves, takeMoves } from '../../ledger/moved-jobs.ts';
import { PostgresEngine } from '../postgres/postgres-engine.ts';
import { Delivery } from './delivery.ts';
import { fetchJobs } from './fetch-jobs.ts';
import { followLedger } from './follow-ledger.ts';
import { GuessedFetch } from './guessed-fetch.ts';
import { openBoss } from './open-boss.ts';
import { redeliver } from './redeliver.ts';

/** Between two asks of this process that pg-boss look after its rows. */
const UPKEEP_MS = 30_000;

const HELD = `select id, lane from job where id = any(cast(? as text[])) and state = 'running'`;

/** What the engine stands on. `isHolder`: it makes the schema of pg-boss, and its rows what the ledger says. */
export interface PgBossParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly isHolder: boolean;
}

/**
 * The ledger in PostgreSQL, its jobs handed out by pg-boss: each job that is ready or runs has a row there, written in the
 * transaction that makes it so. The ledger decides how many of which lane may start; pg-boss, who gets which.
 */
export class PgBossEngine extends PostgresEngine {
  readonly #boss: PgBoss;
  readonly #delivery: Delivery;
  readonly #log: Log;
  #keptMs = performance.now();

  private constructor(open: OpenDatabase, { clock, log }: PgBossParts, boss: PgBoss) {
    super(open, clock, log);
    this.#boss = boss;
    this.#log = log;
    this.#delivery = new Delivery(boss);
  }

  /** @throws migration_needed where the holder has not run yet · database_away · database_refused */
  static async open(open: OpenDatabase, parts: PgBossParts): Promise<PgBossEngine> {
    const { isHolder, log } = parts;
    const boss = await openBoss(open.url ?? '', { migrate: isHolder, log });
    const engine = new PgBossEngine(open, parts, boss);
    try {
      if (isHolder) await redeliver(open.db, engine.#delivery);
      return engine;
    } catch (error) {
      await engine[Symbol.asyncDispose]();
      throw error;
    }
  }

  override async renew(
    leases: readonly Lease[],
    leaseMs: number,
  ): Promise<{ lost: readonly JobId[]; cancelled: readonly JobId[] }> {
    if (leases.length === 0) return super.renew(leases, leaseMs);
    const ids = leases.map(({ id }) => id);
    // asked for together, so that it is one transaction
    const [kept] = await Promise.all([super.renew(leases, leaseMs), this.batch.submit((tx) => this.#touch(tx, ids))]);
    return kept;
  }

  override async rescue(options?: { readonly onlyDead?: boolean }): Promise<readonly JobId[]> {
    if (performance.now() - this.#keptMs > UPKEEP_MS) {
      this.#keptMs = performance.now();
      // never in the way of a worker: it counts on the ledger
      this.#boss.supervise().catch((error: unknown) => {
        this.#log.warn({ code: 'unexpected', error }, 'pg-boss could not look after its rows');
      });
    }
    return super.rescue(options);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.#boss.stop({ graceful: false });
  }

  protected override async inTx<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
    collectMoves(tx);
    const value = await work(tx);
    await followLedger(tx, this.#delivery, takeMoves(tx));
    return value;
  }

  protected override guess({ lane, limit }: LikelyPick): Promise<Once> {
    return this.#delivery.guess(lane, limit);
  }

  protected override async handOut(tx: Tx, picked: HandOut, guess?: Once): Promise<readonly JobId[]> {
    const guessed = guess instanceof GuessedFetch ? { lane: guess.lane, ids: await guess.jobs() } : undefined;
    await followLedger(tx, this.#delivery, takeMoves(tx));
    return fetchJobs(tx, this.#delivery, { picked, guessed });
  }

  async #touch(tx: Tx, ids: readonly JobId[]): Promise<void> {
    await this.#delivery.touch(tx, await rows<{ id: JobId; lane: string }>(tx, HELD, [ids]));
  }
}
