import type { Clock } from '../../../base/clock.ts';
import type { Log } from '../../../base/log.ts';
import { siblingModule } from '../../../base/sibling-module.ts';
import type { WorkerId } from '../../../contract/ids.ts';
import type { Tx } from '../../../db/database.ts';
import type { OpenDatabase } from '../../../db/open.ts';
import type { Wake } from '../../engine.ts';
import { LedgerEngine } from '../../ledger/ledger-engine.ts';
import { startThread } from '../keep-alive.ts';
import type { KeepAliveData } from './keep-alive-thread.ts';
import { WakeChannel } from './wake-channel.ts';

const THREAD = siblingModule(import.meta.url, './keep-alive-thread');

/**
 * Jobs in the catalogue's PostgreSQL database, for workers on many machines: claims skip what others lock, and who has to
 * know is told by a notification of the same transaction. Disposing does not close the database.
 */
export class PostgresEngine extends LedgerEngine {
  readonly #url: string;
  readonly #log: Log;
  readonly #channel: WakeChannel;

  /** @throws TypeError for a database in a file */
  constructor(open: OpenDatabase, clock: Clock, log: Log) {
    super(open.db, clock);
    if (open.url === undefined) throw new TypeError('A PostgreSQL engine needs a PostgreSQL database');
    this.#url = open.url;
    this.#log = log;
    this.#channel = new WakeChannel(open.url, log, (why) => this.wake(why));
  }

  keepAlive(worker: WorkerId, every: { leaseMs: number; beatMs: number }): AsyncDisposable {
    const data: KeepAliveData = { url: this.#url, worker, ...every };
    return startThread(THREAD, data, this.#log);
  }

  protected override async announce(tx: Tx, why: Wake): Promise<void> {
    await super.announce(tx, why);
    await this.#channel.tell(tx, why);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.#channel[Symbol.asyncDispose]();
    await super[Symbol.asyncDispose]();
  }
}
