import type { Client } from 'pg';
import { newId } from '../../../base/ids.ts';
import type { Log } from '../../../base/log.ts';
import { z } from 'zod';
import type { Tx } from '../../../db/database.ts';
import { postgresClient } from '../../../db/postgres-client.ts';
import { writeLater } from '../../../db/write-later.ts';
import type { Wake } from '../../engine.ts';

const CHANNEL = 'supervisor_jobs';
/** Between two tries to listen while the server is away. */
const AGAIN_MS = 1_000;
/** A listener that heard nothing all this time asks whether its connection lives. */
const PROBE_MS = 30_000;

const Message = z.tuple([z.enum(['work', 'cancel', 'other']), z.string()]);

/** Tells the workers of other processes, on any machine, when a transaction commits; hears what they tell. */
export class WakeChannel implements AsyncDisposable {
  readonly #url: string;
  readonly #log: Log;
  readonly #heard: (why: Wake) => void;
  /** Our own messages come back to us too. */
  readonly #self = newId('wo', Date.now());
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #isLost = false;
  readonly #listening: Promise<void>;

  constructor(url: string, log: Log, heard: (why: Wake) => void) {
    this.#url = url;
    this.#log = log;
    this.#heard = heard;
    this.#listening = this.#listen();
  }

  /** Heard by the others exactly when `tx` commits. */
  async tell(tx: Tx, why: Wake): Promise<void> {
    await writeLater(tx, 'select pg_notify(?, ?)', [CHANNEL, JSON.stringify([why, this.#self])]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#listening;
    await this.#client?.end().catch(() => undefined);
  }

  async #listen(): Promise<void> {
    const client = postgresClient(this.#url);
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload = '' }) => this.#hear(payload));
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      if (this.#isClosed) {
        await client.end();
        return;
      }
      this.#client = client;
      if (this.#isLost) this.#log.info({}, 'The database tells us of new work again');
      if (this.#isLost) this.#heard('other'); // whatever was said in the meantime
      this.#isLost = false;
      this.#probe(client);
    } catch {
      await client.end().catch(() => undefined);
      this.#lost(client);
    }
  }

  #hear(payload: string): void {
    const message = Message.safeParse(JSON.parse(payload));
    if (message.success && message.data[1] !== this.#self) this.#heard(message.data[0]);
  }

  /** Workers look by themselves now and then, so a lost channel costs time only. */
  #lost(client: Client): void {
    if (this.#isClosed || (this.#client !== undefined && this.#client !== client)) return;
    this.#client = undefined;
    if (!this.#isLost) this.#log.warn({ code: 'database_away' }, 'The database does not tell us of new work');
    this.#isLost = true;
    this.#later(AGAIN_MS, () => void this.#listen());
  }

  /** A connection that a firewall dropped says nothing by itself. */
  #probe(client: Client): void {
    this.#later(PROBE_MS, () => {
      client.query('select 1').then(
        () => this.#client === client && this.#probe(client),
        () => this.#lost(client),
      );
    });
  }

  #later(afterMs: number, work: () => void): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#timer = setTimeout(work, afterMs);
    this.#timer.unref();
  }
}
